import { expect, test } from 'vitest';
import type { BankQuirks } from 'bankweave/adapters/truelayer/sandbox';
import { Bench } from './bench.ts';

const setup = async (everyBank: BankQuirks = {}) => {
  const bench = new Bench({ everyBank, unattendedCalls: null });
  const ada = await bench.linked();
  return { bench, ada, path: `/accounts/${ada.account('checking')}` };
};

test('the rent is a standing order, with what was paid and what comes next', async () => {
  const { bench, ada, path } = await setup();
  const { person } = bench.world.login('thames-bank', 'ada');
  const rents = bench.world
    .ledger(ada.worldAccount('checking'))
    .filter((row) => row.originalDescription.startsWith('STANDING ORDER'));
  const amount = -Number(rents.at(-1)?.amount.value);
  expect(amount).toBeGreaterThan(0);
  expect(await ada.results(`${path}/standing_orders`)).toMatchObject([
    {
      payee: person.landlord,
      status: 'Active',
      currency: 'GBP',
      previous_payment_amount: amount,
      previous_payment_timestamp: '2026-11-02T00:00:00Z',
      next_payment_date: '2026-12-02T00:00:00Z',
      next_payment_amount: amount,
      timestamp: new Date(bench.world.now()).toISOString(),
    },
  ]);
});

test('what is taken each month is a direct debit; its id may change from answer to answer', async () => {
  const { bench, ada, path } = await setup();
  bench.world.post(ada.worldAccount('checking'), {
    amount: '-31.00',
    merchant: 'Grid Power',
    category: 'rent_and_utilities.electricity_and_gas',
    kind: 'payment',
    channel: 'other',
  });
  const debits = await ada.results(`${path}/direct_debits`);
  expect(debits.find((debit) => debit['name'] === 'Grid Power')).toMatchObject({
    status: 'Active',
    previous_payment_amount: 31,
    previous_payment_timestamp: '2026-11-20T00:00:00Z',
  });
  // The card's own bill is one; the rent is a standing order and not here too.
  const names = debits.map((debit) => debit['name']);
  expect(names).toContain('Classic Credit Card');
  expect(names).not.toContain(bench.world.login('thames-bank', 'ada').person.landlord);
  const idOf = async () => (await ada.results(`${path}/direct_debits`))[0]?.['direct_debit_id'];
  expect(await idOf()).toBe(await idOf());
  bench.control.bank('thames-bank', { rehash: true });
  expect(await idOf()).not.toBe(await idOf());
});

test('banks that have none say so in their own way', async () => {
  const refused = await setup({ standingOrders: 'not_supported', directDebits: 'denied' });
  expect((await refused.ada.get(`${refused.path}/standing_orders`)).status).toBe(501);
  expect((await refused.ada.get(`${refused.path}/direct_debits`)).status).toBe(403);
  const { ada } = await setup({ directDebits: 'denied_when_none' });
  expect((await ada.get(`/accounts/${ada.account('savings')}/direct_debits`)).status).toBe(403);
  expect(await ada.results(`/accounts/${ada.account('savings')}/standing_orders`)).toEqual([]);
});

test('a payment that stopped is inactive and has no next one', async () => {
  const { bench, ada, path } = await setup();
  bench.world.post(ada.worldAccount('checking'), {
    amount: '-15.00',
    merchant: 'Old Gym',
    category: 'personal_care.gym',
    kind: 'payment',
    channel: 'other',
    date: '2026-09-01',
  });
  const debits = await ada.results(`${path}/direct_debits`);
  expect(debits.find((debit) => debit['name'] === 'Old Gym')).toMatchObject({ status: 'Inactive' });
});
