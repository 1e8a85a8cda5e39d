import { createBankweave, memoryStore, StoreUnavailableError, systemClock } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { rewrap, unsafePlaintextVault, vault, type Vault } from 'bankweave/vault';
import { expect, test } from 'vitest';
import { contextOf, CredentialStore, CREDENTIALS } from '../../src/vault/credentials.ts';
import { Provider } from '../privacy/provider.ts';
import { newSecret } from './keys.ts';

const old = { id: 'old', secret: newSecret() };
const next = { id: 'next', secret: newSecret() };
const before = vault({ keys: [old] });
const during = vault({ keys: [old, next], primary: 'next' });
const after = vault({ keys: [next] });

async function filled(count: number, sealing: Vault = before): Promise<Store> {
  const store = memoryStore();
  await store.open({ clock: systemClock });
  const credentials = new CredentialStore(store.records, sealing);
  for (let at = 0; at < count; at++) {
    const connectionId = `con_${String(at).padStart(4, '0')}`;
    await credentials.put({ userId: `user-${at % 7}`, connectionId }, { token: `token ${at}` });
  }
  return store;
}

const everything = (store: Store) => store.records.list(EVERY_USER, CREDENTIALS, { limit: 10_000 });

async function allOpen(store: Store, sealing: Vault): Promise<void> {
  const credentials = new CredentialStore(store.records, sealing);
  for (const { key } of await everything(store))
    expect((await credentials.read(key)).credentials).toEqual({ token: `token ${Number(key.slice(4))}` });
}

test('after a pass the old key can be destroyed; another pass does nothing', async () => {
  const store = await filled(350);
  const pages: number[] = [];
  const report = await rewrap({ store, vault: during, onProgress: ({ examined }) => pages.push(examined) });
  expect(report).toEqual({ examined: 350, rewrapped: 350, current: 0, missed: 0, failed: [] });
  expect(pages).toEqual([100, 200, 300, 350]);
  await allOpen(store, after);
  const stored = JSON.stringify(await everything(store));
  expect(await rewrap({ store, vault: during })).toEqual({ ...report, rewrapped: 0, current: 350 });
  expect(JSON.stringify(await everything(store))).toBe(stored);
});

test('a re-wrapped value has a new data key: whoever had the old ones cannot read on', async () => {
  const store = await filled(1);
  const wrappedIn = async () => {
    const [record] = await everything(store);
    const text = typeof record?.value === 'string' ? record.value : '';
    const bytes = Buffer.from(text.slice(7), 'base64url');
    const start = 3 + (bytes[2] ?? 0) + 2;
    return { wrapped: bytes.subarray(start, start + 60), commitment: bytes.subarray(start + 60, start + 92) };
  };
  const first = await wrappedIn();
  await rewrap({ store, vault: during });
  const second = await wrappedIn();
  expect(second.commitment.equals(first.commitment)).toBe(false);
  expect(second.wrapped.equals(first.wrapped)).toBe(false);
});

test('a pass that is stopped goes on where it was', async () => {
  const store = await filled(250);
  const stopping = new AbortController();
  const passing = rewrap({
    store,
    vault: during,
    signal: stopping.signal,
    onProgress: () => stopping.abort(new Error('killed')),
  });
  await expect(passing).rejects.toThrow('killed');
  await allOpen(store, during);
  expect(await rewrap({ store, vault: during })).toMatchObject({
    examined: 250,
    rewrapped: 150,
    current: 100,
  });
});

test('a value written meanwhile is neither lost nor missed', async () => {
  const store = await filled(1);
  const credentials = new CredentialStore(store.records, before);
  const owner = { userId: 'user-0', connectionId: 'con_0000' };
  let races = 0;
  const racing: Store = {
    ...store,
    records: {
      ...store.records,
      async write(writes) {
        // A worker that still runs on the old ring is faster, twice.
        if (races++ < 2) await credentials.put(owner, { token: `raced ${races}` });
        return store.records.write(writes);
      },
    },
  };
  expect(await rewrap({ store: racing, vault: during })).toMatchObject({ rewrapped: 1, missed: 0 });
  expect((await new CredentialStore(store.records, after).read('con_0000')).credentials).toEqual({
    token: 'raced 2',
  });
});

test('a record taken away meanwhile is missed, one under endless fire too', async () => {
  const store = await filled(2);
  let writes = 0;
  const write = async (): Promise<boolean> => {
    writes++;
    return false;
  };
  const racing: Store = { ...store, records: { ...store.records, write } };
  expect(await rewrap({ store: racing, vault: during })).toMatchObject({ rewrapped: 0, missed: 2 });
  expect(writes).toBe(2 * 20);
});

test('the store is opened first, with the clock that was given', async () => {
  const store = await filled(2);
  const clock = { ...systemClock };
  let openedWith: unknown;
  const closed: Store = {
    ...store,
    open: async (ports) => {
      await new Promise((resolve) => setImmediate(resolve));
      openedWith = ports.clock;
    },
    records: {
      ...store.records,
      list: async (...given) => {
        expect(openedWith).toBe(clock);
        return store.records.list(...given);
      },
    },
  };
  expect(await rewrap({ store: closed, vault: during, clock })).toMatchObject({ rewrapped: 2 });
});

test('a pass that is stopped stops after the record at hand, and does not even look where nothing is', async () => {
  const store = await filled(3);
  const stopping = new AbortController();
  const stopped: Store = {
    ...store,
    records: {
      ...store.records,
      write: async (writes) => {
        stopping.abort(new Error('enough'));
        return store.records.write(writes);
      },
    },
  };
  await expect(rewrap({ store: stopped, vault: during, signal: stopping.signal })).rejects.toThrow('enough');
  expect(await rewrap({ store, vault: during })).toMatchObject({ rewrapped: 2, current: 1 });
  const empty = memoryStore();
  await expect(rewrap({ store: empty, vault: during, signal: stopping.signal })).rejects.toThrow('enough');
});

test('a store that fails ends the pass, in its own error', async () => {
  const store = await filled(2);
  const error = new StoreUnavailableError('disk full');
  const failing: Store = { ...store, records: { ...store.records, write: () => Promise.reject(error) } };
  await expect(rewrap({ store: failing, vault: during })).rejects.toBe(error);
});

test('what is no text is left as it is, reported, and nothing is made of it', async () => {
  const store = await filled(2);
  for (const [key, value] of [
    ['con_0000', { token: 'x' }],
    ['con_0001', ''],
  ] as const)
    await store.records.write([{ namespace: CREDENTIALS, key, userId: 'user-0', value }]);
  const failed = [
    { connectionId: 'con_0000', fault: 'malformed' },
    { connectionId: 'con_0001', fault: 'malformed' },
  ];
  const told: unknown[] = [];
  const report = await rewrap({
    store,
    vault: during,
    sealPlaintext: true,
    onProgress: (progress) => told.push(progress.failed),
  });
  expect(report).toMatchObject({ rewrapped: 0, failed });
  expect(told).toEqual([failed]);
  expect((await everything(store)).map(({ value }) => value)).toEqual([{ token: 'x' }, '']);
});

test('one broken record does not stop the others, and is left as it is', async () => {
  const store = await filled(3);
  const lost = vault({ keys: [{ id: 'lost', secret: newSecret() }] });
  await new CredentialStore(store.records, lost).put(
    { userId: 'user-1', connectionId: 'con_0001' },
    { a: 'b' },
  );
  const value = (await everything(store))[1]?.value;
  expect(await rewrap({ store, vault: during })).toEqual({
    examined: 3,
    rewrapped: 2,
    current: 0,
    missed: 0,
    failed: [{ connectionId: 'con_0001', fault: 'unknown_key', keyId: 'lost' }],
  });
  expect((await everything(store))[1]?.value).toBe(value);
});

test('a key provider that is down ends the pass: it is not the fault of the records', async () => {
  const store = await filled(3);
  const down = vault({
    keys: [
      {
        id: 'kms',
        provider: {
          wrap: () => Promise.reject(new Error('down')),
          unwrap: () => Promise.reject(new Error('down')),
        },
      },
      old,
    ],
  });
  await expect(rewrap({ store, vault: down })).rejects.toMatchObject({ fault: 'key_unavailable' });
  await allOpen(store, before);
});

test('what a plaintext vault left is sealed only where asked for', async () => {
  const store = await filled(2, unsafePlaintextVault());
  expect(await rewrap({ store, vault: during })).toMatchObject({
    rewrapped: 0,
    failed: [{ connectionId: 'con_0000', fault: 'malformed' }, { connectionId: 'con_0001' }],
  });
  expect(await rewrap({ store, vault: during, sealPlaintext: true })).toMatchObject({
    rewrapped: 2,
    failed: [],
  });
  await allOpen(store, after);
  expect(JSON.stringify(await everything(store))).not.toContain('token');
  await expect(rewrap({ store, vault: unsafePlaintextVault() })).rejects.toMatchObject({ code: 'vault' });
});

test('a pass leaves out nothing that a bank seals, whatever it is', async () => {
  const store = memoryStore();
  const prefix = (
    await before.seal(
      'x',
      contextOf({ namespace: 'n', key: 'k', userId: 'u', version: 1, value: null, dueAt: null }),
    )
  ).slice(0, 7);
  const sealed = new Set<string>();
  const watched: Store = {
    ...store,
    ledger: store.ledger,
    records: {
      ...store.records,
      write: (writes) => {
        for (const { namespace, value } of writes)
          if (typeof value === 'string' && value.startsWith(prefix)) sealed.add(namespace);
        return store.records.write(writes);
      },
    },
  };
  const provider = new Provider();
  const webhooks = {
    verify: async () => {},
    parse: () => {
      throw new Error('unreadable');
    },
  };
  const adapter = { ...provider.adapter, webhooks } as typeof provider.adapter;
  const bank = createBankweave({ adapters: [adapter], store: watched, vault: before });
  const ada = bank.user('ada');
  const linked = async (code: string) =>
    (await ada.links.complete('grants', (await ada.links.start('grants')).id, { code })).id;
  await linked('stays');
  const gone = await linked('goes');
  await ada.links.start('grants');
  provider.down = true;
  await ada.connections.remove(gone);
  await bank.webhooks.receive('grants' as never, { headers: {}, body: Buffer.from(' ') });
  await bank.close();
  expect([...sealed].sort()).toEqual([
    'credentials',
    'link-secrets',
    'revoke-tickets',
    'store-keys',
    'webhook-bodies',
  ]);
  expect(await rewrap({ store, vault: during })).toMatchObject({ missed: 0, failed: [] });
  for (const namespace of sealed)
    for (const record of await store.records.list(EVERY_USER, namespace, { limit: 100 }))
      await expect(after.open(record.value as string, contextOf(record)), namespace).resolves.toBeTypeOf(
        'string',
      );
});
