import { calendarDate } from 'bankweave';
import { expect, test } from 'vitest';
import { suggestTransfers } from '../../../src/sync/transfers.ts';
import { front } from '../../support/front.ts';
import { account, pending, removal, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

test('user-pain row 79: the two legs of a transfer are suggested with reasons, and both rows stay', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a'), account('b')];
  provider.publish({
    upserts: [
      row('out', { amount: '-250.00', kind: 'transfer', description: 'To savings' }),
      row('in', {
        account: 'b',
        amount: '250.00',
        kind: 'transfer',
        date: '2026-11-11',
        description: 'From checking',
      }),
      row('same', {
        account: 'a',
        amount: '250.00',
        date: '2026-11-10',
        description: 'Refund to the same account',
      }),
    ],
  });
  const { ada, bank, later } = await front(provider);
  await later();
  const before = (await ada.transactions.list()).items;
  const from = calendarDate('2026-11-01');
  const found = (await ada.transfers.list({ from })).items;
  const idOf = (id: string): string | undefined => before.find((one) => one.providerTransactionId === id)?.id;
  expect(found).toEqual([
    {
      outId: idOf('out'),
      inId: idOf('in'),
      amount: { value: '250.00', currency: 'USD' },
      date: '2026-11-10',
      daysApart: 1,
      reasons: ['same_amount', 'near_day', 'both_transfers'],
      clear: true,
    },
  ]);
  expect((await ada.transactions.list()).items).toEqual(before);
  // Without the day that the money came in there is no pair.
  expect((await ada.transfers.list({ from, to: calendarDate('2026-11-10') })).items).toEqual([]);
  expect((await bank.user('bob').transfers.list({ from })).items).toEqual([]);
});

test('user-pain row 79: each row is in one pair at most, and what could go two ways says so', () => {
  const leg = (id: string, accountId: string, value: string, date: string, kind = 'other') =>
    ({ id, accountId, status: 'posted', amount: { value, currency: 'EUR' }, date, kind }) as never;
  const pairs = suggestTransfers([
    leg('o1', 'a', '-10.00', '2026-11-10'),
    leg('o2', 'a', '-10.00', '2026-11-10'),
    leg('i1', 'b', '10.00', '2026-11-10'),
    leg('i2', 'c', '10.00', '2026-11-10'),
    leg('x', 'b', '10.00', '2026-12-10'),
    leg('y', 'c', '11.00', '2026-11-10'),
  ]);
  expect(pairs.map(({ outId, inId, clear }) => [outId, inId, clear])).toEqual([
    ['o1', 'i1', false],
    ['o2', 'i2', false],
  ]);
  const crowd = Array.from({ length: 30_000 }, (_, i) =>
    leg(`r${i}`, `a${i % 3}`, i % 2 ? '5.00' : '-5.00', '2026-11-10'),
  );
  expect(suggestTransfers(crowd)).toEqual([]);
});

test('user-pain row 80: notes that the person emptied stay empty', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1', { description: 'Bank text' })] });
  const { ada, later } = await front(provider);
  await later();
  const [seen] = (await ada.transactions.list()).items;
  await ada.transactions.update(seen?.id ?? '', { notes: 'mine' });
  await ada.transactions.update(seen?.id ?? '', { notes: '' });
  provider.publish({
    removals: [removal('p1')],
    upserts: [row('t1', { pendingId: 'p1', description: 'Bank text, longer' })],
  });
  await later();
  expect(await ada.transactions.get(seen?.id ?? '')).toMatchObject({
    notes: '',
    description: 'Bank text, longer',
  });
});

test('user-pain row 81: a row says what came from the bank, and why it is what it is', async () => {
  const provider = new ScriptedProvider();
  const category = {
    primary: 'food_and_drink',
    detailed: 'food_and_drink.coffee',
    provider: 'FOOD_AND_DRINK_COFFEE',
  } as const;
  provider.publish({ upserts: [pending('p1', { category })] });
  const { ada, later } = await front(provider);
  await later();
  const [seen] = (await ada.transactions.list()).items;
  await ada.transactions.update(seen?.id ?? '', { categoryOverride: 'travel' });
  provider.publish({
    removals: [removal('p1')],
    upserts: [row('t1', { pendingId: 'p1', category, originalDescription: 'COFFEE 0042' })],
  });
  await later();
  expect(await ada.transactions.get(seen?.id ?? '')).toMatchObject({
    provider: 'scripted',
    providerIds: [{ scheme: 'id', value: 't1', stable: true }],
    originalDescription: 'COFFEE 0042',
    category: { provider: 'FOOD_AND_DRINK_COFFEE' },
    categoryOverride: 'travel',
  });
  const reasons = await ada.transactions.explain(seen?.id ?? '');
  expect([...reasons]).toMatchObject([
    { rule: 'provider_link', evidence: { pendingId: 'p1' }, before: { facts: { status: 'pending' } } },
  ]);
});
