import { createWorld } from 'bankweave/sandbox';
import { expect, test } from 'vitest';

test('an account that is opened by hand is of a usual kind for its type', () => {
  const world = createWorld({ seed: 7 });
  const login = world.loginId('river-bank', 'ada');
  const subtypes = (['depository', 'credit', 'loan', 'investment', 'other'] as const).map(
    (type) => world.openAccount(login, { slug: `by-hand-${type}`, type }).subtype,
  );
  expect(subtypes).toEqual(['checking', 'credit_card', 'personal_loan', 'brokerage', 'other']);
});
