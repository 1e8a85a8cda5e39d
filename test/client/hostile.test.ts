import { describe, expect, test } from 'vitest';
import { createBankweave, memoryStore } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { errorOf, link, scene } from './banks.ts';
import { BANK_CALLS, USER_CALLS } from './calls.ts';

const STRANGE: readonly unknown[] = [
  null,
  0,
  'text',
  true,
  [],
  () => {},
  { sginal: undefined },
  { signal: 'stop' },
  { signal: {} },
  JSON.parse('{"__proto__": {"limit": 1}}'),
  { ['x'.repeat(1_048_576)]: 1 },
];

test('a strange last argument of any call: refused, naming it, and nothing is done', async () => {
  const { bank, ada } = scene();
  const { id } = await link(ada);
  await bank.sync(id);
  const account = (await ada.accounts.list()).items[0]?.id;
  const ids = { connection: id, account, transaction: (await ada.transactions.list()).items[0]?.id };
  const { next } = await bank.changes({ limit: 1_000 });
  const idOf = (kind: string | undefined): never => (ids as Record<string, string>)[kind ?? ''] as never;
  for (const [name, { id: kind, call }] of Object.entries(USER_CALLS))
    for (const strange of STRANGE) {
      if (kind && !idOf(kind)) continue;
      if (name === 'institutions.search' && (typeof strange !== 'object' || !Object.keys(strange ?? {})[0]))
        continue;
      const error = await errorOf(() => call(ada, idOf(kind), strange as never));
      expect(error, `${name} ${typeof strange}`).toMatchObject({ code: 'invalid_input' });
      expect(error?.field, name).toMatch(/^(options|query)(\.|$)/);
      expect(error?.expected, name).toBeTypeOf('string');
    }
  for (const [name, { id: kind, call }] of Object.entries(BANK_CALLS))
    for (const strange of STRANGE)
      expect(
        await errorOf(() => call(bank, idOf(kind), strange as never)),
        `${name} ${typeof strange}`,
      ).toMatchObject({ code: 'invalid_input' });
  expect((await bank.changes({ after: next })).items).toEqual([]);
  expect((await ada.connections.get(id)).status).toBe('active');
});

test.each([
  ['query.from', { from: '2026-02-30' }],
  ['query.to', { to: new Date() }],
  ['query.status', { status: 'booked' }],
  ['query.status', { status: [] }],
  ['query.status', { status: [null] }],
  ['query.direction', { direction: 'sideways' }],
  ['query.sort', { sort: 'amount' }],
  ['query.category', { category: 7 }],
  ['query.text', { text: 'x'.repeat(1_048_576) }],
  ['query.limit', { limit: 0 }],
  ['query.limit', { limit: 501 }],
  ['query.limit', { limit: '10' }],
  ['query.after', { after: 'bm9wZQ' }],
  ['query.after', { after: 12 }],
  ['query.acountId', { acountId: 'acc_1' }],
])('a wrong filter of transactions is refused by name: %s', async (field, query) => {
  const { ada } = scene();
  const error = await errorOf(async () => ada.transactions.list(query as never));
  expect(error).toMatchObject({ code: 'invalid_input', field });
  if (field === 'query.acountId') expect(error?.expected).toContain('accountId');
});

test.each([
  ['provider', 'plaid'],
  ['provider', 'Faker'],
  ['provider', '__proto__'],
  ['provider', null],
])('an unknown provider is refused by name: %s %s', async (field, provider) => {
  const { ada } = scene();
  const unknown = provider as 'faker';
  for (const call of [
    () => ada.links.start(unknown),
    () => ada.links.complete(unknown, 'link_1'),
    () => ada.institutions.search(unknown, { query: 'x' }),
    () => ada.institutions.get(unknown, 'x'),
  ])
    expect(await errorOf(call)).toMatchObject({
      code: 'invalid_input',
      field,
      expected: expect.stringContaining('faker') as string,
    });
});

test.each([
  ['options.attended.ip', { attended: {} }],
  ['options.attended.ip', { attended: { ip: 'localhost' } }],
  ['options.attended.ip', { attended: { ip: '999.1.1.1' } }],
  ['options.attended.userAgent', { attended: { ip: '::1', userAgent: 5 } }],
  ['options.attended.cookie', { attended: { ip: '::1', cookie: 'x' } }],
  ['options.attended', { attended: 'yes' }],
  ['options.onProgress', { onProgress: 'log' }],
])('a wrong option of sync is refused by name: %s', async (field, options) => {
  const { bank, ada } = scene();
  const { id } = await link(ada);
  expect(await errorOf(() => bank.sync(id, options as never))).toMatchObject({
    code: 'invalid_input',
    field,
  });
  expect((await bank.runs.list()).items).toEqual([]);
});

test('progress that throws, at once or later, does not end the sync', async () => {
  const { bank, ada } = scene();
  const { id } = await link(ada);
  const thrower = (): never => {
    throw new Error('listener');
  };
  expect((await bank.sync(id, { onProgress: thrower })).status).toBe('complete');
  expect(
    (await bank.sync(id, { onProgress: (() => Promise.resolve().then(thrower)) as () => void })).status,
  ).toBe('complete');
});

describe('createBankweave', () => {
  const adapter = faker();
  test.each([
    ['options', undefined],
    ['options', null],
    ['adapters', {}],
    ['adapters', { adapters: [] }],
    ['adapters', { adapters: [faker] }],
    ['adapters', { adapters: [null] }],
    ['adapters', { adapters: [adapter, faker({ seed: 2 })] }],
    ['store', { adapters: [adapter], store: 'bank.db' }],
    ['store', { adapters: [adapter], store: {} }],
    ['clock', { adapters: [adapter], clock: Date }],
    ['logger', { adapters: [adapter], logger: { log: () => {} } }],
    ['vault', { adapters: [adapter], vault: {} }],
    ['keepChangesForDays', { adapters: [adapter], keepChangesForDays: 0.5 }],
    ['keepChangesForDays', { adapters: [adapter], keepChangesForDays: -1 }],
    ['stroe', { adapters: [adapter], stroe: memoryStore() }],
    [
      'vault',
      {
        adapters: [{ ...adapter, traits: { ...adapter.traits, secrets: true } }],
        store: { ...memoryStore(), traits: { durable: true, shared: false } },
      },
    ],
  ])('refuses what cannot work, naming it: %s', async (field, options) => {
    expect(await errorOf(() => createBankweave(options as never))).toMatchObject({
      code: 'invalid_configuration',
      field,
    });
  });
});
