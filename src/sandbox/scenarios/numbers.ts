import { addMoney, subtractMoney, sumMoney } from '../../model/money.ts';
import { loginOf } from '../bank/ids.ts';
import type { WorldRow } from '../row.ts';
import type { World } from '../world.ts';
import { amountIn } from './amount-in.ts';
import type { Scenario } from './scenario.ts';

/** Two coffees of one price on one day: two rows, never one. */
export const twoEqualCoffees: Scenario = (world, accountId) => {
  const coffee = {
    amount: amountIn(world, accountId, -450),
    merchant: 'Blue Kettle Coffee',
    category: 'food_and_drink.coffee',
  } as const;
  return { rows: [world.post(accountId, coffee), world.post(accountId, coffee)], next: [] };
};

/** A day's booked rows get fresh numbers. */
export const renumberedDay: Scenario = (world, accountId) => {
  const rows = threeRows(world, accountId);
  return { rows, next: [() => world.renumber(accountId, dateOf(rows))] };
};

/** A day's booked rows swap their numbers: a number that was a purchase is a salary now. */
export const swappedNumbers: Scenario = (world, accountId) => {
  const rows = threeRows(world, accountId);
  return { rows, next: [() => world.renumber(accountId, dateOf(rows), 'swapped')] };
};

/** A booked row is taken back and returns under its old number. */
export const removedAndBack: Scenario = (world, accountId) => {
  const row = world.post(accountId, { amount: amountIn(world, accountId, -3300), merchant: 'Loom & Thread' });
  return {
    rows: [row],
    next: [
      () => {
        world.remove(row.id);
        return [];
      },
      () => [world.readd(row.id)],
    ],
  };
};

/** A row whose number is a blank. */
export const blankNumber: Scenario = (world, accountId) => ({
  rows: [
    world.post(accountId, { amount: amountIn(world, accountId, -610), merchant: 'City Lines', id: ' ' }),
  ],
  next: [],
});

/** The account closes and another one takes its place, with the same newest rows under other numbers. */
export const replacedCard: Scenario = (world, accountId) => {
  const old = world.account(accountId);
  const carried = world
    .ledger(accountId)
    .filter((row) => row.status === 'posted')
    .slice(-3);
  return {
    rows: carried,
    next: [
      () => {
        world.closeAccount(accountId, { vanish: true });
        const { limit, current } = old.balances;
        // The carried rows are booked again, so the new account begins before them.
        const sum = sumMoney(
          carried.map((row) => row.amount),
          old.currency,
        );
        const opening =
          old.type === 'credit' || old.type === 'loan' ? addMoney(current, sum) : subtractMoney(current, sum);
        const replacement = world.openAccount(loginOf(accountId), {
          slug: `${accountId.split('.')[2] ?? 'card'}-2`,
          name: old.name,
          type: old.type,
          subtype: old.subtype,
          balance: opening.value,
          ...(limit ? { limit: limit.value } : {}),
        });
        return carried.map(({ amount, date, description, originalDescription }) =>
          world.post(replacement.id, { amount: amount.value, date, description, originalDescription }),
        );
      },
    ],
  };
};

function threeRows(world: World, accountId: string): readonly WorldRow[] {
  return [
    world.post(accountId, { amount: amountIn(world, accountId, -1200), merchant: 'Slow Drip' }),
    world.post(accountId, { amount: amountIn(world, accountId, -8450), merchant: 'Greenleaf Market' }),
    world.post(accountId, {
      amount: amountIn(world, accountId, 9900),
      description: 'Salary bonus',
      category: 'income.bonus',
    }),
  ];
}

function dateOf(rows: readonly WorldRow[]): WorldRow['date'] {
  const [first] = rows;
  if (!first) throw new RangeError('the story has no rows');
  return first.date;
}
