import type { Head, KnownRow } from '../store/rows.ts';
import type { Ledger } from '../store/ledger.ts';
import { transactionIdOf } from './identity.ts';
import { lookup, lookupKeys } from './lookup.ts';
import type { Op, RemovalOp, UpsertOp } from './op.ts';
import { isCurrent, isEcho, type Known, ownerOf, resolve, rowOfKey } from './reconcile/resolve.ts';
import type { Stage } from './stage.ts';

/** What one look over a whole update finds out about the rows that it speaks of. */
export interface Survey {
  /** Accounts of the update that hold no row yet; nothing has to be looked up for them. */
  readonly without: ReadonlySet<string>;
  /** Rows that ops of the update lead to, with the identity keys of the op; none for a row known by its words. */
  readonly claims: Map<string, readonly string[]>;
  /** Ops that lead to a row that another op has the better claim to: they are rows of their own. */
  readonly apart: Set<string>;
  /** Pending ops of rows that are booked already. */
  readonly echoes: ReadonlySet<string>;
  /** Rows that the provider removed by an id they still have, each with its op. */
  readonly removed: readonly { readonly op: RemovalOp; readonly row: KnownRow }[];
  /** Booked ops that lead to no row themselves, by the row that they name as their pending one. */
  readonly links: ReadonlyMap<string, readonly UpsertOp[]>;
  /** Rows named as pending by an op whose booked row is there already, with the key they are named by. */
  readonly overtaken: ReadonlyMap<string, string>;
}

/** Looks over a staged update. `quarantined` are the keys of records that could not be read. */
export async function surveyOf(
  ledger: Ledger,
  connectionId: string,
  stage: Stage,
  {
    quarantined,
    without,
  }: { readonly quarantined: readonly string[]; readonly without: ReadonlySet<string> },
): Promise<Survey> {
  const claims = new Map<string, readonly string[]>();
  const rivals = new Map<string, (readonly string[])[]>();
  const links = new Map<string, UpsertOp[]>();
  const overtaken = new Map<string, string>();
  const removals: RemovalOp[] = [];
  const echoes = new Set<string>();

  const claim = (op: UpsertOp, id: string): void => {
    const first = claims.get(id);
    if (first === undefined) claims.set(id, op.keys);
    else rivals.set(id, [...(rivals.get(id) ?? [first]), op.keys]);
  };
  const link = (op: UpsertOp, known: Known, own: Head | undefined): void => {
    if (op.pendingKey === undefined || op.status !== 'posted' || known.heads.size === 0) return;
    const named = rowOfKey(op.pendingKey, known);
    if (!named || named.accountId !== op.accountId || named.status === 'posted' || named.id === own?.id)
      return;
    if (own) overtaken.set(named.id, op.pendingKey);
    else links.set(named.id, [...(links.get(named.id) ?? []), op]);
  };

  // In a first sync there is nothing to compare with.
  if ([...stage.accountsSeen].some((id) => !without.has(id))) {
    let place = -1;
    for await (const ops of stage.sets()) {
      const known = await lookup(ledger, connectionId, ops, without);
      for (const op of ops) {
        place++;
        if (op.type === 'removal') removals.push(op);
        else {
          if (isEcho(op, known)) {
            echoes.add(op.key);
            continue;
          }
          const own = op.loose ? sameLoose(op, known) : resolve(op, known);
          if (own) claim(op, own.id);
          if (own?.digest === op.digest && own.hidden !== 'removed') stage.settle(place);
          link(op, known, own);
        }
      }
    }
  }
  if (quarantined.length > 0) {
    const known = await lookupKeys(ledger, connectionId, quarantined);
    for (const key of quarantined) {
      const head = rowOfKey(key, known);
      if (head && !claims.has(head.id)) claims.set(head.id, []);
    }
  }
  const apart = await settleRivals(ledger, connectionId, claims, rivals);
  const removed = await removedRows(ledger, connectionId, removals, without);
  return { without, claims, apart, echoes, removed, links, overtaken };
}

/** A row without stable ids that came again word for word, at the same place among its equals. */
export function sameLoose(op: UpsertOp, known: Known): Head | undefined {
  const head = known.heads.get(op.key);
  if (!head || head.hidden === 'removed') return undefined;
  return head.digest === op.digest ? head : undefined;
}

async function settleRivals(
  ledger: Ledger,
  connectionId: string,
  claims: Map<string, readonly string[]>,
  rivals: ReadonlyMap<string, readonly (readonly string[])[]>,
): Promise<Set<string>> {
  const apart = new Set<string>();
  if (rivals.size === 0) return apart;
  for (const row of await ledger.known(connectionId, [...rivals.keys()])) {
    const contenders = rivals.get(row.id) ?? [];
    const owner = ownerOf(row, contenders);
    claims.set(row.id, owner);
    for (const keys of contenders) if (keys !== owner) apart.add(transactionIdOf(keys[0] as string));
  }
  return apart;
}

async function removedRows(
  ledger: Ledger,
  connectionId: string,
  removals: readonly RemovalOp[],
  without: ReadonlySet<string>,
): Promise<{ op: RemovalOp; row: KnownRow }[]> {
  if (removals.length === 0) return [];
  const known = await lookup(ledger, connectionId, removals, without);
  const idOf = (op: Op): string => rowOfKey(op.keys[0] as string, known, op.key)?.id ?? '';
  const ids = new Set(removals.map(idOf).filter(Boolean));
  const rows = new Map((await ledger.known(connectionId, [...ids])).map((row) => [row.id, row]));
  return removals.flatMap((op) => {
    const row = rows.get(idOf(op));
    return row && row.hidden !== 'removed' && isCurrent(op.keys, row) ? [{ op, row }] : [];
  });
}
