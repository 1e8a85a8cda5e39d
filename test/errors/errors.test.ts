import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as bankweave from 'bankweave';
import { type BankweaveError, isBankweaveError } from 'bankweave';
import { codeOf, link, scene } from '../client/banks.ts';

type Maker = new (message: string, facts: Record<string, unknown>) => BankweaveError;
const classes = Object.entries(bankweave).filter(
  ([name, value]) => /^[A-Z]\w+Error$/.test(name) && typeof value === 'function' && name !== 'BankweaveError',
) as unknown as [string, Maker][];
const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const sections = [...docs.matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
const make = (Type: Maker, facts: Record<string, unknown> = {}): BankweaveError =>
  new Type('Said to people.', { action: 'reauthenticate', fault: 'malformed', ...facts });

describe.each(classes)('%s', (name, Type) => {
  test('has a code, a remedy, and a section that says what to do', () => {
    const error = make(Type);
    expect(error.name).toBe(name);
    expect(error.docs).toBe(`bankweave/docs/errors.md#${error.code}`);
    const section = docs.split(`\n## ${error.code}\n`)[1]?.split('\n## ')[0] ?? '';
    for (const part of ['**Meaning**', '**Remedy**', '**What to']) expect(section).toContain(part);
    expect(section.replace(/\s+/g, ' ')).toContain(`\`${error.remedy}\``);
    expect(isBankweaveError(error)).toBe(true);
    expect(error.retryable).toBe(['wait', 'retry'].includes(error.remedy));
  });

  test('holds nothing that was not allowed, however it is looked at', () => {
    const secret = 'canary-4242';
    const error = make(Type, {
      provider: 'plaid',
      requestId: 'req_1',
      body: secret,
      headers: { authorization: secret },
      response: { data: secret },
      field: { toString: () => secret },
      status: secret,
      keyId: undefined,
      cause: new Error(secret),
    });
    const views = [
      JSON.stringify(error),
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
      String(error.stack),
      String(error),
      JSON.stringify(Object.entries(error)),
    ];
    expect(views.join('\n')).not.toContain(secret);
    expect(error.cause).toBeUndefined();
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      provider: 'plaid',
      requestId: 'req_1',
      code: error.code,
    });
  });
});

test('every section is of a code, each once, and every code has one', () => {
  expect(sections.map(String).sort()).toEqual(classes.map(([, Type]) => make(Type).code).sort());
  expect(classes.length).toBeGreaterThan(20);
});

test('an error of this library is kept as a cause, any other is dropped', () => {
  const cause = new bankweave.NotFoundError('Inner.');
  expect(new bankweave.ConflictError('Outer.', { cause }).cause).toBe(cause);
  expect(new bankweave.ConflictError('Outer.', { cause: { message: 'x' } }).cause).toBeUndefined();
});

test('what is no error of this library is told apart', () => {
  for (const value of [
    undefined,
    null,
    'not_found',
    { code: 'not_found' },
    new Error('x'),
    Object.create(null),
  ])
    expect(isBankweaveError(value)).toBe(false);
});

test.each([
  ['outage', 'institution_unavailable'],
  ['throttled', 'rate_limited'],
  ['keys_refused', 'provider_authentication'],
  ['revoked', 'connection_revoked'],
  ['login_required', 'action_required'],
  ['provider_error', 'provider_unavailable'],
] as const)('a sync that can commit nothing: %s is thrown as %s, or waits', async (kind, code) => {
  const { bank, ada, world } = scene();
  const { id } = await link(ada);
  world.fail(world.login('river-bank', 'ada').id, { kind });
  if (code === 'rate_limited') expect((await bank.sync(id)).status).toBe('deferred');
  else expect(await codeOf(() => bank.sync(id))).toBe(code);
  const [run] = (await bank.runs.list()).items;
  expect(run?.error?.code).toBe(code);
  expect((await ada.connections.get(id)).error?.code).toBe(code);
});

test('a sync that can commit something is a run with a status', async () => {
  const { bank, ada, world } = scene();
  const { id } = await link(ada);
  const login = world.login('river-bank', 'ada');
  world.fail(login.id, { kind: 'not_ready', times: 1 });
  expect((await bank.sync(id)).status).toBe('not_ready');
  expect((await bank.sync(id)).status).toBe('complete');
  world.fail(login.accounts[0]?.id ?? '', { kind: 'account_error' });
  const run = await bank.sync(id);
  expect(run.status).toBe('partial');
  expect(run.accounts.filter(({ status }) => status === 'failed')).toHaveLength(1);
  world.heal(login.accounts[0]?.id ?? '');
  expect((await bank.sync(id)).status).toBe('complete');
});
