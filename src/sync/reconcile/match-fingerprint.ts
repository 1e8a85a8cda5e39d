import type { KnownRow } from '../../store/rows.ts';
import { fingerprintOf, type UpsertOp } from '../op.ts';

/** A known row that nothing in the update speaks of by id. */
export interface Candidate {
  readonly row: KnownRow;
  /** Whether the update proves that it is gone under its old name. Otherwise only a row without ids may be it. */
  readonly ended: boolean;
}

/** An op and the known row that it is another sighting of. */
export interface FingerprintJoin {
  readonly op: UpsertOp;
  readonly row: KnownRow;
  readonly rule: 'fingerprint' | 'unstable_id';
}

/**
 * Rows without a stable id, rows under new ids and rows of re-linked accounts, by what they say. Of several equal rows
 * each has its own partner, so two equal purchases on one day stay two. Near linear, whatever the data.
 *
 * @param mayTakeAny whether an op may be a row that is not proven gone: it has no id of its own, or its account is
 *   linked anew
 */
export function matchFingerprints(
  newcomers: readonly UpsertOp[],
  candidates: readonly Candidate[],
  mayTakeAny: (op: UpsertOp) => boolean,
): { readonly joins: readonly FingerprintJoin[]; readonly reissued: number } {
  const joins: FingerprintJoin[] = [];
  const free = new Set([...candidates].sort(byEndThenDate));
  let rest = newcomers.toSorted(
    (a, b) => (a.loose?.occurrence ?? 0) - (b.loose?.occurrence ?? 0) || (a.key < b.key ? -1 : 1),
  );
  /** Joins ops and rows that share a key, each row once, in order. */
  const pair = (rule: FingerprintJoin['rule'], keysOf: KeysOfOp, keysOfRow: KeysOfRow): void => {
    const queues = queuesOf(free, keysOfRow);
    const left: UpsertOp[] = [];
    for (const op of queues.size === 0 ? [] : rest) {
      const found = keysOf(op).map((key) => firstFree(queues.get(key), free, mayTakeAny(op)));
      const candidate = found.find((one) => one !== undefined);
      if (candidate) {
        free.delete(candidate);
        joins.push({ op, row: candidate.row, rule });
      } else left.push(op);
    }
    if (queues.size > 0) rest = left;
  };

  // Word for word first, so that of several equal rows each finds itself again.
  pair(
    'fingerprint',
    (op) => [`${op.accountId} ${op.digest}`],
    (row) => [`${row.accountId} ${row.digest}`],
  );
  pair(
    'fingerprint',
    (op) => {
      const print = op.loose?.fingerprint ?? fingerprintOf(op.accountId, op.facts);
      return statusesFor(op).map((status) => `${status} ${print}`);
    },
    ({ row }) => [`${row.facts.status} ${fingerprintOf(row.accountId, row.facts)}`],
  );
  const held = new Set([...free].flatMap(({ row }) => unstableKeys(row.accountId, row.row.providerIds)));
  // An id that may be reissued counts only where amount and direction agree.
  pair('unstable_id', unstableKeysOfOp, ({ row }) =>
    unstableKeys(row.accountId, row.providerIds).map(
      (key) => `${row.facts.status} ${moneyKey(row.facts.amount)} ${key}`,
    ),
  );
  const reissued = rest.filter(
    (op) => op.loose && unstableKeys(op.accountId, op.ids).some((key) => held.has(key)),
  );
  return { joins: [...joins, ...edited(rest, free)], reissued: reissued.length };
}

type KeysOfOp = (op: UpsertOp) => readonly string[];
type KeysOfRow = (row: KnownRow) => readonly string[];

// Those that are gone come first: nobody else waits for them.
function byEndThenDate(a: Candidate, b: Candidate): number {
  if (a.ended !== b.ended) return a.ended ? -1 : 1;
  const [first, second] = [`${a.row.row.facts.date} ${a.row.id}`, `${b.row.row.facts.date} ${b.row.id}`];
  return first < second ? -1 : 1;
}

/** The candidates of each key, the first of them at the end. */
function queuesOf(free: ReadonlySet<Candidate>, keysOfRow: KeysOfRow): Map<string, Candidate[]> {
  const queues = new Map<string, Candidate[]>();
  for (const candidate of [...free].reverse())
    for (const key of keysOfRow(candidate.row)) {
      const queue = queues.get(key);
      if (queue) queue.push(candidate);
      else queues.set(key, [candidate]);
    }
  return queues;
}

function firstFree(
  queue: Candidate[] | undefined,
  free: ReadonlySet<Candidate>,
  any: boolean,
): Candidate | undefined {
  for (let first = queue?.at(-1); first; queue?.pop(), first = queue?.at(-1))
    if (free.has(first)) return any || first.ended ? first : undefined;
  return undefined;
}

/** A row without ids whose text changed: the only one of its day and amount that is new, and the only one that is gone. */
function edited(rest: readonly UpsertOp[], free: ReadonlySet<Candidate>): FingerprintJoin[] {
  const where = (
    accountId: string,
    { status, date, amount }: Pick<UpsertOp['facts'], 'date' | 'amount'> & { status: string },
  ): string => `${accountId} ${status} ${date} ${moneyKey(amount)}`;
  const gone = Map.groupBy(
    [...free].filter(({ row, ended }) => ended && !row.row.providerIds.some((id) => id.stable)),
    ({ row }) => where(row.accountId, row.row.facts),
  );
  if (gone.size === 0) return [];
  const loose = rest.filter((op) => op.loose);
  return [...Map.groupBy(loose, (op) => where(op.accountId, op.facts))].flatMap(([key, ops]) => {
    const [op, candidate] = [ops[0], gone.get(key)?.[0]];
    if (!op || !candidate || ops.length > 1 || gone.get(key)?.length !== 1) return [];
    return [{ op, row: candidate.row, rule: 'fingerprint' as const }];
  });
}

type Money = UpsertOp['facts']['amount'];

const moneyKey = ({ value, currency }: Money): string => `${value} ${currency}`;

// Looks alone never book a pending row: for that it has to be proven gone, and then another rung judges it.
function statusesFor({ status }: UpsertOp): readonly string[] {
  return status === 'pending' ? ['pending', 'void'] : ['posted'];
}

function unstableKeysOfOp(op: UpsertOp): readonly string[] {
  if (!op.loose) return [];
  const { amount } = op.facts;
  return unstableKeys(op.accountId, op.ids).flatMap((key) =>
    statusesFor(op).map((status) => `${status} ${moneyKey(amount)} ${key}`),
  );
}

function unstableKeys(accountId: string, ids: UpsertOp['ids']): string[] {
  return ids.flatMap(({ scheme, value, stable }) => (stable ? [] : `${accountId} ${scheme} ${value}`));
}
