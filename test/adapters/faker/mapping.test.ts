import { expect, test, vi } from 'vitest';
import { faker, fakerContent } from 'bankweave/adapters/faker';
import { createWorld } from 'bankweave/sandbox';
import { callFor, linked, pull, session, stoppedClock } from './harness.ts';

test('one sign rule: money in is +, money out is -, on cards and loans too', async () => {
  const { adapter, call, world } = await linked();
  const card = 'river-bank.ada.credit';
  const { checkpoint } = await pull(adapter, call, null);
  const golden: Record<string, string> = {
    'river-bank.ada.checking -25': '-25.00',
    [`${card} -25`]: '-25.00',
    [`${card} 300`]: '300.00',
    'river-bank.ada.savings 10': '10.00',
  };
  const owed = world.account(card).balances.current.value;
  for (const key of Object.keys(golden)) {
    const [account = '', amount = ''] = key.split(' ');
    world.post(account, { amount, description: key });
  }
  const { batches } = await pull(adapter, call, checkpoint ?? null);
  const seen = batches
    .flatMap((batch) => batch.upserts ?? [])
    .map((row) => [row.description, row.amount.value]);
  expect(Object.fromEntries(seen)).toEqual(golden);
  const balances = batches.at(-1)?.accounts?.find((account) => account.id === card)?.balances;
  expect(balances).toMatchObject({ kind: 'liability', current: { value: (Number(owed) - 275).toFixed(2) } });
});

test('accounts say what they are', async () => {
  const kinds: Record<string, string> = {};
  for (const institution of [
    'river-bank',
    'keystone-lending',
    'northgate-invest',
    'harbor-savings',
    'sakura-bank',
  ]) {
    const { adapter, call } = await linked({ institution });
    const { accounts, complete } = await adapter.accounts.list(call);
    expect(complete).toBe(true);
    for (const account of accounts) {
      const { kind, current, available, limit } = account.balances;
      kinds[account.id] =
        `${account.type} ${account.subtype} ${account.currency} ${kind} ${[current, available, limit].map((money) => (money ? 1 : 0)).join('')} ${account.credit ? 'terms' : ''}`.trim();
      expect(account).toMatchObject({ persistentId: account.id, holder: 'personal', status: 'active' });
      expect(account.mask).toMatch(/^\d{4}$/);
    }
  }
  expect(kinds).toEqual({
    'river-bank.ada.checking': 'depository checking USD asset 110',
    'river-bank.ada.savings': 'depository savings USD asset 110',
    'river-bank.ada.credit': 'credit credit_card USD liability 111 terms',
    'keystone-lending.ada.personal': 'loan personal_loan USD liability 100 terms',
    'keystone-lending.ada.auto': 'loan auto_loan USD liability 100 terms',
    'keystone-lending.ada.mortgage': 'loan mortgage USD liability 100 terms',
    'keystone-lending.ada.student': 'loan student_loan USD liability 100 terms',
    'northgate-invest.ada.brokerage': 'investment brokerage USD asset 110',
    'harbor-savings.ada.savings': 'depository savings USD asset 110',
    'harbor-savings.ada.deposit': 'depository cd USD asset 110',
    'sakura-bank.ada.checking': 'depository checking JPY asset 110',
    'sakura-bank.ada.savings': 'depository savings JPY asset 110',
    'sakura-bank.ada.credit': 'credit credit_card JPY liability 111 terms',
  });
});

test('a blank number is no number', async () => {
  const { adapter, call, world } = await linked();
  const { checkpoint } = await pull(adapter, call, null);
  world.scenario('blank_number', 'river-bank.ada.checking');
  const { batches } = await pull(adapter, call, checkpoint ?? null);
  expect(batches[0]?.upserts).toMatchObject([{ ids: [] }]);
});

test('institutions are found by name, id and country', async () => {
  const { adapter, call } = await linked();
  const search = async (query: string, country?: string) =>
    (await adapter.institutions?.search({ query, ...(country ? { country } : {}) }, call))?.map(
      ({ id }) => id,
    );
  expect(await search('RIVER')).toEqual(['river-bank']);
  expect(await search('sakura-')).toEqual(['sakura-bank']);
  expect(await search('', 'de')).toEqual(['rhine-bank']);
  expect((await search(''))?.length).toBe(9);
});

test('without a world the adapter makes one with faker names, the same for a seed', async () => {
  const clock = stoppedClock();
  const read = async (seed: number) => {
    const adapter = faker({ seed, clock, historyDays: 20 });
    const { credentials } = await adapter.link.exchange(
      { session: { ...session, context: { username: 'ada' } }, params: undefined },
      callFor({}),
    );
    return (await pull(adapter, callFor(credentials), null)).batches;
  };
  const [first, again, other] = [await read(7), await read(7), await read(8)];
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  const world = createWorld({ seed: 7, clock, content: await fakerContent(7) });
  const rows = world.ledger('river-bank.ada.checking', undefined, { from: '2026-11-01' });
  const texts = first.flatMap((batch) => batch.upserts ?? []).map((row) => row.originalDescription);
  for (const row of rows) expect(texts).toContain(row.originalDescription);
});

test('the faker of the app is left as it is', async () => {
  const { faker: shared } = await import('@faker-js/faker/locale/en_US');
  shared.seed(42);
  const expected = [shared.person.firstName(), shared.company.name()];
  shared.seed(42);
  const first = shared.person.firstName();
  await fakerContent(1);
  expect([first, shared.company.name()]).toEqual(expected);
});

test('without the peer the error says what to install, and making an adapter needs no peer', async () => {
  vi.resetModules();
  vi.doMock('@faker-js/faker/locale/en_US', () => {
    throw new Error('Cannot find package');
  });
  const fresh = await import('../../../adapters/faker/index.ts');
  const adapter = fresh.faker({ seed: 1 });
  const started = adapter.link.start({ session, input: undefined }, callFor({}));
  await expect(started).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining('npm install @faker-js/faker'),
  });
  vi.doUnmock('@faker-js/faker/locale/en_US');
  expect((await adapter.link.start({ session, input: undefined }, callFor({}))).kind).toBe('none');
});
