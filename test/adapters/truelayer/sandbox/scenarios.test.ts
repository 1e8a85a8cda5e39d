import { expect, test } from 'vitest';
import { SCENARIOS, type WorldRow } from 'bankweave/sandbox';
import { Bench, type Linked, type Row } from './bench.ts';

/** What a row of the world comes to in an answer, apart from its ids. */
const told = (row: WorldRow, sign: number) => [
  row.date,
  sign * Number(row.amount.value),
  row.originalDescription,
];
const read = (row: Row) => [String(row['timestamp']).slice(0, 10), row['amount'], row['description']];

async function expectSame(bench: Bench, ada: Linked, half: 'accounts' | 'cards'): Promise<void> {
  const sign = half === 'cards' ? -1 : 1;
  const type = half === 'cards' ? 'credit' : 'depository';
  const there = bench.world.login('thames-bank', 'ada').accounts.filter((account) => account.type === type);
  const idOf = (account: { readonly id: string }) => bench.control.accountId(ada.id, account.id);
  const listed = await ada.results(`/${half}`);
  expect(listed.map((account) => account['account_id'])).toEqual(there.map(idOf));
  for (const account of there) {
    const path = `/${half}/${idOf(account)}/transactions`;
    const rows = bench.world.ledger(account.id);
    const of = (status: string) =>
      rows
        .filter((row) => row.status === status)
        .map((row) => told(row, sign))
        .reverse();
    const booked = await ada.results(`${path}?from=2026-06-01&to=2026-11-20`);
    expect(booked.map(read)).toEqual(of('posted'));
    expect((await ada.results(`${path}/pending`)).map(read)).toEqual(of('pending'));
  }
}

test.each(SCENARIOS)('each step of %s is told as it is', async (name) => {
  for (const [slug, half] of [
    ['checking', 'accounts'],
    ['credit', 'cards'],
  ] as const) {
    const bench = new Bench({ unattendedCalls: null });
    const ada = await bench.linked();
    const { next } = bench.world.scenario(name, ada.worldAccount(slug));
    await expectSame(bench, ada, half);
    for (const step of next) {
      step();
      await expectSame(bench, ada, half);
    }
  }
});

test('a number that the bank left blank is left out, and one that it gave twice is there twice', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const card = ada.worldAccount('credit');
  bench.world.post(card, { amount: '-1.00', id: ' ' });
  bench.world.post(card, { amount: '-2.00', id: 'again' });
  bench.world.post(card, { amount: '-3.00', id: 'again' });
  const rows = await ada.results(
    `/cards/${ada.account('credit')}/transactions?from=2026-11-20&to=2026-11-20`,
  );
  expect(rows.find((row) => row['amount'] === 1)).not.toHaveProperty('provider_transaction_id');
  const twice = rows.filter((row) => row['provider_transaction_id'] === 'again');
  expect(twice.map((row) => row['amount'])).toEqual([3, 2]);
});

test('an account that the bank no longer lists is not found', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  bench.world.closeAccount(ada.worldAccount('savings'), { vanish: true });
  expect(await ada.results('/accounts')).toHaveLength(1);
  expect((await ada.get(`/accounts/${ada.account('savings')}/balance`)).body.error).toBe('account_not_found');
});
