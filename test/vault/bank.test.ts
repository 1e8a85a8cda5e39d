import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  type BankweaveOptions,
  createBankweave,
  isBankweaveError,
  type Logger,
  memoryStore,
} from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { sqliteStore } from 'bankweave/store/sqlite';
import { Secret, unsafePlaintextVault, vault } from 'bankweave/vault';
import { expect, onTestFinished, test } from 'vitest';
import { newSecret } from './keys.ts';
import { filesWith, folder } from './processes/disk.ts';
import { tokenProvider } from './token-adapter.ts';
import { VirtualClock } from './virtual-clock.ts';

type Options = Partial<BankweaveOptions<readonly AnyAdapter[]>>;

async function linked(options: Options = {}) {
  const path = folder();
  const { adapter, state } = tokenProvider();
  const secret = newSecret();
  const said: unknown[] = [];
  const say = (...what: unknown[]): void => void said.push(what);
  const logger: Logger = { debug: say, info: say, warn: say, error: say };
  const bank = createBankweave({
    adapters: [adapter],
    store: sqliteStore(join(path, 'bank.db')),
    vault: vault({ keys: [{ id: 'k1', secret: new Secret(secret) }] }),
    logger,
    ...options,
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const link = await ada.links.start('acme');
  const connection = await ada.links.complete('acme', link.id);
  return { bank, ada, connection, state, path, secret, said };
}

test('an access token that ended is renewed once, and the sync goes on', async () => {
  const { bank, connection, state } = await linked();
  await bank.sync(connection.id);
  state.end();
  expect(await bank.sync(connection.id)).toMatchObject({ status: 'complete' });
  expect(await bank.sync(connection.id)).toMatchObject({ status: 'complete' });
  expect(state.renewals).toBe(1);
});

test('a token that is refused though new asks for the person after one renewal', async () => {
  const { bank, connection, state } = await linked();
  state.end();
  state.useless = true;
  await expect(bank.sync(connection.id)).rejects.toMatchObject({
    code: 'action_required',
    requestId: 'their-id',
  });
  expect(state.renewals).toBe(1);
});

test('tokens that end again and again during one long run are renewed again and again', async () => {
  const clock = new VirtualClock();
  const { bank, connection, state } = await linked({ clock, store: memoryStore() });
  let reads = 0;
  state.onRead = async () => {
    if (++reads > 5) return;
    await clock.sleep(3_600_000);
    state.end();
  };
  expect(await bank.sync(connection.id)).toMatchObject({ status: 'complete' });
  expect([reads, state.renewals]).toEqual([6, 5]);
});

test('a dead refresh token is asked about once, however often somebody syncs', async () => {
  const { bank, connection, state } = await linked();
  state.end();
  state.dead = true;
  for (let count = 0; count < 4; count++)
    await expect(bank.sync(connection.id)).rejects.toMatchObject({
      code: 'action_required',
      action: 'reauthenticate',
      remedy: 'ask_user',
      connectionId: connection.id,
    });
  expect(state.renewals).toBe(1);
  expect(await bank.user('ada').connections.get(connection.id)).toMatchObject({ status: 'action_required' });
});

test('neither token nor key is in any object, log line, error or file', async () => {
  const { bank, ada, connection, state, path, secret, said } = await linked();
  const shown: string[] = [];
  const show = (value: unknown): void => {
    shown.push(inspect(value, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null }));
    shown.push(JSON.stringify(value) ?? '');
  };
  for (const type of ['sync.completed', 'sync.failed', 'connection.action_required'] as const)
    bank.on(type, show);
  show(bank);
  show(ada);
  await bank.sync(connection.id);
  state.end();
  await bank.sync(connection.id);
  state.end();
  state.dead = true;
  const error = await bank.sync(connection.id).catch((caught: unknown) => caught);
  expect(isBankweaveError(error)).toBe(true);
  show(error);
  shown.push(String((error as Error).stack));
  show(connection);
  show(await ada.connections.list());
  show(await bank.runs.list());
  show(await bank.changes());
  show(said);
  const key = vault({ keys: [{ id: 'k1', secret }] });
  show(key);
  await key.seal('canary-plain', { userId: 'a', connectionId: 'b', field: 'c', version: 1 });
  show(key);
  const raw = Buffer.from(secret, 'base64');
  const forms = [
    'canary',
    secret,
    raw.toString('hex'),
    raw.toString('base64url'),
    (raw.toString('hex').match(/../g) ?? []).slice(0, 8).join(' '),
  ];
  for (const form of forms) {
    expect(shown.filter((text) => text.includes(form))).toEqual([]);
    expect(filesWith(path, form)).toEqual([]);
  }
  expect(shown.join('').length).toBeGreaterThan(1_000);
  await bank.close();
  for (const form of forms) expect(filesWith(path, form)).toEqual([]);
});

test('real secrets on a store that outlives the process need a vault; the error says how', () => {
  const { adapter } = tokenProvider();
  const store = sqliteStore(join(folder(), 'bank.db'));
  expect(() => createBankweave({ adapters: [adapter], store })).toThrow(
    expect.objectContaining({
      code: 'invalid_configuration',
      field: 'vault',
      message: expect.stringContaining("from 'bankweave/vault'") as string,
      expected: expect.stringContaining('unsafePlaintextVault') as string,
    }) as Error,
  );
  const mock = { ...adapter, traits: { ...adapter.traits, secrets: false } };
  expect(() => createBankweave({ adapters: [mock], store })).not.toThrow();
  expect(() => createBankweave({ adapters: [adapter] })).not.toThrow();
  expect(() => createBankweave({ adapters: [adapter], store: sqliteStore(':memory:') })).not.toThrow();
});

test('the plaintext vault is warned about on a durable store, and nowhere else', async () => {
  const { said, path } = await linked({ vault: unsafePlaintextVault() });
  expect(JSON.stringify(said)).toContain('unsafePlaintextVault');
  // What the warning is about; and that the search above would have found it.
  expect(filesWith(path, 'canary-refresh-1')).not.toEqual([]);
  const other = await linked({ vault: unsafePlaintextVault(), store: sqliteStore(':memory:') });
  expect(JSON.stringify(other.said)).not.toContain('unsafePlaintextVault');
  const sealed = await linked();
  expect(JSON.stringify(sealed.said)).not.toContain('unsafePlaintextVault');
});
