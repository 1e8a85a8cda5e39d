import { addDays, type Run, type Transaction } from 'bankweave';
import { readText } from 'bankweave/adapter-kit';
import type { World } from 'bankweave/sandbox';
import type { Store } from 'bankweave/store';
import { accountsOf, rowsOf, stateOf } from '../support/ledger-state.ts';
import { HISTORY_DAYS, type Person } from '../faces/face.ts';

/** What must be so at any moment: readers of the feed and readers of the ledger see the same. */
export async function consistent(store: Store, connectionId: string): Promise<readonly string[]> {
  try {
    await stateOf(store, connectionId);
    return [];
  } catch (error) {
    return [`${connectionId}: ${error instanceof Error ? error.message : 'unreadable'}`];
  }
}

/** How the numbers of a run contradict themselves. */
export function unbalanced({ id, counts }: Run): readonly string[] {
  const { received, added, modified, unchanged, removed, quarantined } = counts;
  const told = added + modified + unchanged + removed + quarantined;
  return received === told ? [] : [`run ${id} received ${received} and tells of ${told}`];
}

/** Where the ledger differs from what the bank shows, once everything has come to rest. */
export async function divergence(
  { store, world }: { readonly store: Store; readonly world: World },
  connectionId: string,
  { institution, username }: Person,
  linkedAt: number,
): Promise<readonly string[]> {
  // A first sync may have come through days after the link, and then reads less far back.
  const from = addDays(world.today(institution, linkedAt), 12 - HISTORY_DAYS);
  // Providers that ask by day in UTC see a bank's new day, where it comes earlier, some hours later.
  const to = new Date(world.now()).toISOString().slice(0, 10);
  const known = await accountsOf(store, connectionId);
  const masks = new Map(known.map(({ account }) => [account.providerAccountId, account.mask]));
  const held = (await rowsOf(store, connectionId))
    .filter(({ hidden, status, date }) => !hidden && status !== 'void' && date >= from && date <= to)
    .map(({ account, status, amount, date, facts }) =>
      line([masks.get(account), status, amount, date, (facts as Transaction).originalDescription]),
    );
  const { accounts } = world.login(institution, username);
  const told = accounts.flatMap(({ id, mask }) =>
    world.ledger(id, undefined, { from }).map((row) => ({ ...row, mask })),
  );
  // A bank may show a pending row beside its booked one for a while; the ledger counts it once.
  const named = new Set(told.map(({ pendingId }) => pendingId));
  const real = told
    .filter(({ id, date }) => !named.has(id) && date <= to)
    .map(({ mask, status, amount, date, originalDescription }) =>
      line([mask, status, amount.value, date, originalDescription]),
    );
  return [
    ...without(real, held).map((row) => `missing: ${row}`),
    ...without(held, real).map((row) => `extra: ${row}`),
  ];
}

function line(fields: readonly (string | undefined)[]): string {
  return fields.map((field) => readText(field) ?? '').join(' | ');
}

/** What is in one list more often than in another. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of others) counts.set(one, (counts.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const left = counts.get(one) ?? 0;
    counts.set(one, left - 1);
    return left <= 0;
  });
}
