import { amountIn } from './amount-in.ts';
import type { Scenario } from './scenario.ts';

/** A restaurant bill is shown without its tip and booked with it, under another number. */
export const tip: Scenario = (world, accountId) => {
  const pending = world.authorize(accountId, {
    amount: amountIn(world, accountId, -4200),
    merchant: 'Trattoria Sole',
    category: 'food_and_drink.restaurants',
  });
  return {
    rows: [pending],
    next: [() => [world.settle(pending.id, { amount: amountIn(world, accountId, -5040) })]],
  };
};

/** A fuel pump reserves a round sum and books what was tanked. */
export const fuelHold: Scenario = (world, accountId) => {
  const pending = world.authorize(accountId, {
    amount: amountIn(world, accountId, -12_500),
    merchant: 'Pinewood Fuel',
    category: 'transportation.fuel',
  });
  return {
    rows: [pending],
    next: [() => [world.settle(pending.id, { amount: amountIn(world, accountId, -3871) })]],
  };
};

/** A pending row goes away and is never booked. */
export const vanishingPending: Scenario = (world, accountId) => {
  const pending = world.authorize(accountId, {
    amount: amountIn(world, accountId, -7900),
    merchant: 'Wayfarer Inns',
  });
  return {
    rows: [pending],
    next: [
      () => {
        world.void(pending.id);
        return [];
      },
    ],
  };
};

/** A pending row is booked, but the bank does not say which one it was. */
export const lostLink: Scenario = (world, accountId) => {
  const pending = world.authorize(accountId, {
    amount: amountIn(world, accountId, -2315),
    merchant: 'Daily Basket',
  });
  return { rows: [pending], next: [() => [world.settle(pending.id, { linked: false })]] };
};

/** For a while the booked row stands beside its pending one. */
export const postedBeforePendingGoes: Scenario = (world, accountId) => {
  const pending = world.authorize(accountId, {
    amount: amountIn(world, accountId, -1860),
    merchant: 'Corner Pantry',
  });
  return {
    rows: [pending],
    next: [
      () => [pending, world.settle(pending.id, { keepPending: true })],
      () => {
        world.void(pending.id);
        return [];
      },
    ],
  };
};
