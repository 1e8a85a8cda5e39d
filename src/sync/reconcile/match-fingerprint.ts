import type { KnownRow } from '../../store/rows.ts';
import { fingerprintOf, type UpsertOp } from '../op.ts';

/** An op and the known row that it is another sighting of. */
export interface FingerprintJoin {
  readonly op: UpsertOp;
  readonly row: KnownRow;
  readonly rule: 'fingerprint' | 'unstable_id';
}

/**
 * Rung 4: rows without a stable id, and rows of a re-linked account, by what they say. The nth of several equal rows
 * is the nth of those that are there, so two equal purchases on one day stay two.
 *
 * @param newcomers ops that no stable id led anywhere
 * @param candidates rows that no op of this update claimed, in order of their first sighting
 */
export function matchFingerprints(
  newcomers: readonly UpsertOp[],
  candidates: readonly KnownRow[],
): FingerprintJoin[] {
  const joins: FingerprintJoin[] = [];
  const free = new Set(candidates);
  const byFingerprint = Map.groupBy(candidates, ({ row }) => fingerprintOf(row.accountId, row.facts));
  const rest: UpsertOp[] = [];
  const inOrder = newcomers.toSorted(
    (a, b) => (a.loose?.occurrence ?? 0) - (b.loose?.occurrence ?? 0) || (a.key < b.key ? -1 : 1),
  );
  for (const op of inOrder) {
    const row = byFingerprint
      .get(fingerprintOf(op.accountId, op.upsert))
      ?.find((candidate) => free.has(candidate) && maySucceed(op, candidate));
    if (!row) {
      rest.push(op);
      continue;
    }
    free.delete(row);
    joins.push({ op, row, rule: 'fingerprint' });
  }
  for (const op of rest) {
    const row = [...free].find((candidate) => sameUnstableId(op, candidate));
    if (!row) continue;
    free.delete(row);
    joins.push({ op, row, rule: 'unstable_id' });
  }
  return joins;
}

// Looks alone never book a pending row: for that it has to be proven gone, and then another rung has judged it.
function maySucceed(op: UpsertOp, { row }: KnownRow): boolean {
  return op.upsert.status === row.facts.status;
}

/** An id that may be reissued counts only where amount and direction agree. */
function sameUnstableId(op: UpsertOp, candidate: KnownRow): boolean {
  const { row } = candidate;
  if (op.accountId !== row.accountId || !maySucceed(op, candidate)) return false;
  if (
    op.upsert.amount.value !== row.facts.amount.value ||
    op.upsert.amount.currency !== row.facts.amount.currency
  )
    return false;
  return op.upsert.ids.some(
    (id) =>
      !id.stable && row.providerIds.some((other) => other.scheme === id.scheme && other.value === id.value),
  );
}
