import { expect, test } from 'vitest';
import { openSpec } from './spec.ts';

const plaid = openSpec('plaid-2020-09-14.yml');
const mx = openSpec('mx-v20111101.yml');

test.skipIf(!plaid)('a description accepts its own examples and refuses what is something else', () => {
  const examples = plaid?.examples() ?? [];
  expect(examples.length).toBeGreaterThan(300);
  const wrong = examples.filter((example) => plaid?.problems({ ...example, status: 200 }).length !== 0);
  // These two contradict their own schema.
  expect(wrong.map(({ path }) => path)).toEqual(['/processor/signal/evaluate', '/signal/evaluate']);
  expect(
    plaid?.problems({ method: 'POST', path: '/accounts/get', status: 200, body: { accounts: 1 } }),
  ).toContain('/accounts must be array {"type":"array"}');
});

test.skipIf(!mx)('a description finds the route of a path, and says what it does not know', () => {
  const path = '/users/USR-1/members/MBR-1/status';
  const body = { member: { guid: 'MBR-1', is_authenticated: 'yes' } };
  expect(mx?.problems({ method: 'GET', path, status: 200, body })).toContainEqual(
    expect.stringMatching(/is_authenticated must be boolean/),
  );
  expect(mx?.problems({ method: 'GET', path: '/nothing', status: 200, body: {} })).toEqual([
    'GET /nothing is not described',
  ]);
});
