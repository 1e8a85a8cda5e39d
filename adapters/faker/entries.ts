import type { PullInput, Removal, Upsert } from 'bankweave/adapter-kit';
import type { Position, World, WorldRow } from 'bankweave/sandbox';
import { toRemoval, toTransaction } from './to-transaction.ts';

/** One line of a delta: a row that is there, or one that is no more. */
export interface Entry {
  readonly upsert?: Upsert;
  readonly removal?: Removal;
}

type Day = PullInput['window']['from'];

/** Everything an account shows at a moment. */
export function snapshot(world: World, account: string, at: number, from: Day): readonly Entry[] {
  return world.ledger(account, at, { from }).map((row) => ({ upsert: toTransaction(row) }));
}

/** The entries before a day that a delta does not already bring. */
export function olderThan(day: Day, all: readonly Entry[], brought: readonly Entry[]): readonly Entry[] {
  const known = new Set(brought.map(({ upsert }) => upsert?.ids[0]?.value));
  return all.filter(({ upsert }) => upsert && upsert.date < day && !known.has(upsert.ids[0]?.value));
}

/**
 * What became of an account's rows between a position and a moment: where a row went through several events, only
 * where they began and ended counts.
 */
export function differences(
  world: World,
  login: string,
  account: string,
  after: Position,
  until: number,
  from: Day,
): readonly Entry[] {
  const changed = new Map<string, { before: WorldRow | null; after: WorldRow | null }>();
  const inside = (row: WorldRow | null) => (row && row.date >= from ? row : null);
  for (const event of world.events(login, { after, until })) {
    if (event.accountId !== account || event.key === '') continue;
    const first = changed.get(event.key);
    changed.set(event.key, {
      before: first ? first.before : inside(event.before),
      after: inside(event.after),
    });
  }
  // A bank can give the number of one row to another, so numbers are gone only when no row has them any more.
  const kept = new Set([...changed.values()].map(({ after }) => after?.id));
  return [...changed.values()].flatMap(({ before, after }): Entry[] => {
    const removal = before && !kept.has(before.id) ? toRemoval(before) : undefined;
    const upsert = after && !same(before, after) ? toTransaction(after) : undefined;
    return [...(removal ? [{ removal }] : []), ...(upsert ? [{ upsert }] : [])];
  });
}

function same(a: WorldRow | null, b: WorldRow): boolean {
  return a !== null && JSON.stringify({ ...a, updatedAt: '' }) === JSON.stringify({ ...b, updatedAt: '' });
}
