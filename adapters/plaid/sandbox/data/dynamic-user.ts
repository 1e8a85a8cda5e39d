import { type Item, openAccounts } from '../item/item.ts';
import type { State } from '../state.ts';

/** The person of Plaid's sandbox whose bank moves when it is asked to. */
export const DYNAMIC_USER = 'user_transactions_dynamic';

/** Everything pending is booked, one booked row costs one more, and new rows are pending. */
export function moveDynamicUser({ world }: State, item: Item): void {
  if (item.username !== DYNAMIC_USER) return;
  for (const { account } of openAccounts(world, item)) {
    if (account.type !== 'depository' && account.type !== 'credit') continue;
    const rows = world.ledger(account.id);
    for (const row of rows) if (row.status === 'pending') world.settle(row.id);
    const earlier = rows.findLast((row) => row.status === 'posted' && row.kind === 'purchase');
    if (earlier) world.amend(earlier.id, { amount: (Number(earlier.amount.value) - 1).toFixed(2) });
    for (const [merchant, amount] of [
      ['Blue Kettle Coffee', '-4.75'],
      ['Corner Pantry', '-31.20'],
    ] as const)
      world.authorize(account.id, { amount, merchant });
  }
}
