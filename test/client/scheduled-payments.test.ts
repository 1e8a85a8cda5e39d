import { type Connection, createBankweave } from 'bankweave';
import type { AnyAdapter, ConnectionCall, ScheduledPayment } from 'bankweave/adapter-kit';
import { RateLimitError, UnauthorizedError } from 'bankweave/adapter-kit';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { account, ScriptedProvider } from '../support/scripted-adapter.ts';
import { errorOf, link, scene } from './banks.ts';

const rent: Omit<ScheduledPayment, 'accountId'> = {
  id: 'so-1',
  type: 'standing_order',
  status: 'active',
  payee: 'Landlord',
  nextDate: '2026-12-01',
  nextAmount: { value: '-780.00', currency: 'GBP' },
};

/** A provider that is asked for scheduled payments by `list`. */
async function withPayments(list: (input: object, call: ConnectionCall) => Promise<(typeof rent)[]>) {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a', { type: 'depository' })];
  let tokens = 0;
  const { adapter } = provider;
  const connection = { ...adapter.connection, refresh: async () => ({ token: `t${++tokens}` }) };
  const bank = createBankweave({
    adapters: [{ ...adapter, connection, scheduledPayments: { list } } as AnyAdapter],
    clock: new ManualClock(),
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const started = await ada.links.start('scripted' as never);
  const linked: Connection = await ada.links.complete('scripted' as never, started.id);
  await bank.sync(linked.id);
  const [first] = (await ada.accounts.list()).items;
  return { bank, ada, connection: linked, id: first?.id ?? '' };
}

test('an account and its kind go to the provider, and what comes back is of our account', async () => {
  const asked: unknown[] = [];
  const { ada, id } = await withPayments(async (input, { attended }) => {
    asked.push(input, attended);
    return [rent];
  });
  const attended = { ip: '203.0.113.7' };
  expect(await ada.scheduledPayments.list(id, { attended })).toEqual([{ ...rent, accountId: id }]);
  expect(asked).toEqual([{ account: 'a', accountType: 'depository' }, attended]);
});

test('a token that is too old is renewed once; a limit is told as it is', async () => {
  let calls = 0;
  const { ada, id } = await withPayments(async (_, { credentials }) => {
    calls++;
    if (credentials['token'] === undefined) throw new UnauthorizedError('old');
    return [rent];
  });
  expect(await ada.scheduledPayments.list(id)).toHaveLength(1);
  expect(calls).toBe(2);
  const limited = await withPayments(async () => {
    throw new RateLimitError('no more today', { retryAfterMs: 1_000 });
  });
  expect(await errorOf(() => limited.ada.scheduledPayments.list(limited.id))).toMatchObject({
    code: 'rate_limited',
  });
});

test('a provider that knows none, an invented address, and an account of a removed connection', async () => {
  const { bank, ada: faker } = scene();
  await bank.sync((await link(faker)).id);
  const [first] = (await faker.accounts.list()).items;
  expect(await errorOf(() => faker.scheduledPayments.list(first?.id ?? ''))).toMatchObject({
    code: 'unsupported',
  });
  const { ada, id, connection } = await withPayments(async () => [rent]);
  const invented = await errorOf(() => ada.scheduledPayments.list(id, { attended: { ip: 'yes' } }));
  expect(invented).toMatchObject({ code: 'invalid_input', field: 'options.attended.ip' });
  await ada.connections.remove(connection.id);
  expect(await errorOf(() => ada.scheduledPayments.list(id))).toMatchObject({ code: 'conflict' });
});
