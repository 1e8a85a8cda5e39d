import { addDays } from 'bankweave/adapter-kit';
import { momentAt, type World, type WorldRow } from 'bankweave/sandbox';
import { entityId } from '../ids.ts';
import type { Grant, Item } from '../item/item.ts';
import type { View } from './cursor.ts';

/** One entry of an update. */
interface Change {
  readonly kind: 'added' | 'modified' | 'removed';
  readonly grant: Grant;
  /** The row as it is shown now; for a removal as it was. */
  readonly row: WorldRow;
}

/** Everything between two views, in the order in which it last changed. */
export type Update = readonly Change[];

/** Plaid's id of a row. It is another one once the bank gives the row another number, as on posting. */
export function transactionId(grant: Grant, row: Pick<WorldRow, 'key' | 'id'>): string {
  return entityId('transaction', grant.id, row.key, row.id);
}

/** Works out what a reader of some accounts has to be told. */
export function changesBetween(
  world: World,
  item: Item,
  grants: readonly Grant[],
  base: View | null,
  to: View,
  removeUnseen: boolean,
): Update {
  // An account that was shared after the reader's last visit is new to it with all of its rows.
  const known = base ? grants.filter(({ number }) => number <= base.granted) : [];
  const fresh = grants.filter((grant) => !known.includes(grant));
  const added = fresh.flatMap((grant) => rowsOf(world, grant, to, to.from));
  if (!base || known.length === 0) return byTime(added);
  const { changes, touched } = sinceThen(world, item, known, base, to, removeUnseen);
  const older =
    to.from < base.from
      ? known
          .flatMap((grant) => rowsOf(world, grant, to, to.from, base))
          .filter(({ grant, row }) => !touched.has(transactionId(grant, row)))
      : [];
  return [...byTime([...older, ...added]), ...changes];
}

function rowsOf(world: World, grant: Grant, to: View, from: View['from'], before?: View): Change[] {
  const range = before ? { from, to: addDays(before.from, -1) } : { from };
  return world
    .ledger(grant.account, momentAt(to.position), range)
    .map((row) => ({ kind: 'added', grant, row }));
}

function byTime(changes: Change[]): Change[] {
  return changes.sort((a, b) =>
    a.row.updatedAt < b.row.updatedAt ? -1 : a.row.updatedAt > b.row.updatedAt ? 1 : 0,
  );
}

interface Touched {
  readonly grant: Grant;
  /** As it was at the beginning; `null` where it was not to be seen. */
  readonly before: WorldRow | null;
  after: WorldRow | null;
  /** The latest shape of a row that is gone again. */
  last: WorldRow;
}

function sinceThen(
  world: World,
  item: Item,
  grants: readonly Grant[],
  base: View,
  to: View,
  removeUnseen: boolean,
): { readonly changes: readonly Change[]; readonly touched: ReadonlySet<string> } {
  const grantOf = new Map(grants.map((grant) => [grant.account, grant]));
  const touched = new Map<string, Touched>();
  const touch = (grant: Grant, shown: WorldRow, before: WorldRow | null, after: WorldRow | null) => {
    const id = transactionId(grant, shown);
    const held = touched.get(id) ?? {
      grant,
      before: before && before.date >= base.from ? before : null,
      after,
      last: shown,
    };
    // The last touch gives the place in the order.
    touched.delete(id);
    touched.set(id, { ...held, after, last: shown });
  };
  const until = momentAt(to.position);
  const events = world.events(item.loginId, {
    after: base.position,
    ...(until === undefined ? {} : { until }),
  });
  for (const { accountId, position, before, after } of events) {
    const grant = grantOf.get(accountId);
    if (!grant || position > to.position) continue;
    if (before && before.id !== after?.id) touch(grant, before, before, null);
    if (after) touch(grant, after, before?.id === after.id ? before : null, after);
  }
  const changes = [...touched.values()].flatMap(({ grant, before, after, last }): readonly Change[] => {
    const shown = after && after.date >= to.from ? after : null;
    if (shown) return [{ kind: before ? 'modified' : 'added', grant, row: shown }];
    return before || removeUnseen ? [{ kind: 'removed', grant, row: last }] : [];
  });
  return { changes, touched: new Set(touched.keys()) };
}
