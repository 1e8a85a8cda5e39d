import { expect, test } from 'vitest';
import type { MxPendingStory } from 'bankweave/adapters/mx/sandbox';
import { mxStage } from './sdk.ts';

/** A pending coffee, booked the next day, as the member shows it after each refresh. */
async function coffee(pending: MxPendingStory) {
  const { world, sdk, control, linked } = await mxStage({ pending });
  const account = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const { id } = world.authorize(account, { amount: '-4.50', description: 'A coffee of ours' });
  world.advance({ minutes: 1 });
  const { user, member } = await linked();
  const shown = async () => {
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
    return (data.transactions ?? [])
      .filter(({ description }) => description === 'A coffee of ours')
      .map(({ guid, status, amount }) => ({ guid, status, amount }));
  };
  const before = await shown();
  world.advance({ days: 1 });
  world.settle(id, { amount: '-5.00' });
  world.advance({ minutes: 1 });
  control.refresh(member);
  const after = await shown();
  return { before, after, shown, world, control, id, member };
}

test('replaced: the pending row vanishes and another guid appears, without a link', async () => {
  const { before, after } = await coffee('replaced');
  expect(before.map(({ status, amount }) => [status, amount])).toEqual([['PENDING', 4.5]]);
  expect(after.map(({ status, amount }) => [status, amount])).toEqual([['POSTED', 5]]);
  expect(after[0]?.guid).not.toBe(before[0]?.guid);
});

test('keeps: the guid stays', async () => {
  const { before, after } = await coffee('keeps');
  expect(after).toEqual([{ guid: before[0]?.guid, status: 'POSTED', amount: 5 }]);
});

test('coexists: both are listed until the pending one is fourteen days old', async () => {
  const { before, after, shown, world, control, member } = await coffee('coexists');
  expect(after).toHaveLength(2);
  expect(new Set(after.map(({ status }) => status))).toEqual(new Set(['PENDING', 'POSTED']));
  expect(after.map(({ guid }) => guid)).toContain(before[0]?.guid);
  world.advance({ days: 14 });
  control.refresh(member);
  expect((await shown()).map(({ status }) => status)).toEqual(['POSTED']);
});

test('dies: the booked row never comes, and the pending one goes after fourteen days', async () => {
  const { before, after, shown, world, control, member } = await coffee('dies');
  expect(after).toEqual(before);
  world.advance({ days: 14 });
  control.refresh(member);
  expect(await shown()).toEqual([]);
});

test('a pending row that the bank never books is gone after fourteen days whatever the story', async () => {
  const { world, sdk, control, linked } = await mxStage();
  const account = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  world.authorize(account, { amount: '-9.99', description: 'Never booked' });
  world.advance({ minutes: 1 });
  const { user, member } = await linked();
  const count = async () => {
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
    return (data.transactions ?? []).filter(({ description }) => description === 'Never booked').length;
  };
  expect(await count()).toBe(1);
  world.advance({ days: 15 });
  control.refresh(member);
  expect(await count()).toBe(0);
});

test('a row that the bank takes back is gone without a trace', async () => {
  const { world, sdk, control, linked, call } = await mxStage();
  const account = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const { id } = world.post(account, { amount: '-1.00', description: 'Taken back' });
  world.advance({ minutes: 1 });
  const { user, member } = await linked();
  const find = async () =>
    (await sdk.transactions.listTransactionsByMember(member, user, 1, 1000)).data.transactions?.find(
      ({ description }) => description === 'Taken back',
    );
  const guid = (await find())?.guid ?? '';
  world.advance({ minutes: 1 });
  world.remove(id);
  world.advance({ minutes: 1 });
  // Not before the next read of the bank.
  expect((await find())?.guid).toBe(guid);
  control.refresh(member);
  expect(await find()).toBeUndefined();
  expect((await call(`/users/${user}/transactions/${guid}`)).status).toBe(404);
});

test('a closed account stays listed as closed, and a new one appears', async () => {
  const { world, sdk, control, linked } = await mxStage();
  const { user, member } = await linked();
  const login = world.login('river-bank', 'ada');
  world.closeAccount(login.accounts[1]?.id ?? '');
  world.openAccount(login.id, { slug: 'fresh', name: 'Fresh Start', balance: '12.00' });
  world.advance({ minutes: 1 });
  control.refresh(member);
  const { accounts = [] } = (await sdk.accounts.listMemberAccounts(user, member)).data;
  expect(accounts.map(({ name, is_closed, balance }) => [name, is_closed, typeof balance])).toEqual([
    ['Everyday Checking', false, 'number'],
    ['Rainy Day Savings', true, 'number'],
    ['Classic Credit Card', false, 'number'],
    ['Fresh Start', false, 'number'],
  ]);
});

test('quirks: null currency and type, text for numbers, unknown words, other fields, missing ones', async () => {
  const { control, linked, call } = await mxStage();
  const { user, member } = await linked();
  const read = async (what: 'accounts' | 'transactions') => {
    const answer = await call(`/users/${user}/members/${member}/${what}?records_per_page=1000`);
    return ((await answer.json()) as Record<string, Record<string, unknown>[]>)[what] ?? [];
  };
  control.quirks({ nullCurrency: true, numericStrings: true, nullType: true });
  const rows = await read('transactions');
  expect(rows.every((row) => row['currency_code'] === null && typeof row['amount'] === 'string')).toBe(true);
  expect(rows.some(({ type }) => type === null) && rows.some(({ type }) => type !== null)).toBe(true);
  expect((await read('accounts')).every(({ balance }) => typeof balance === 'string')).toBe(true);
  control.quirks({ numericStrings: false, unknownEnums: true, extraFields: true, missingFields: true });
  const odd = await read('transactions');
  expect(odd.some(({ status }) => status === 'SETTLING')).toBe(true);
  expect(odd.every((row) => 'spin' in row && !('extended_transaction_type' in row))).toBe(true);
});
