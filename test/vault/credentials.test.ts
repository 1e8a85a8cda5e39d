import { memoryStore, systemClock } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { unsafePlaintextVault, type Vault } from 'bankweave/vault';
import { beforeEach, describe, expect, test } from 'vitest';
import { CredentialStore, CREDENTIALS } from '../../src/vault/credentials.ts';
import { openVault } from '../../src/vault/plaintext-vault.ts';
import { newVault } from './keys.ts';

const ada = { userId: 'ada', connectionId: 'con_1' };
const bob = { userId: 'bob', connectionId: 'con_2' };
const tokens = { accessToken: 'canary-access', refreshToken: 'canary-refresh' };

let store: Store;
let sealing: Vault;
let credentials: CredentialStore;
beforeEach(async () => {
  store = memoryStore();
  await store.open({ clock: systemClock });
  sealing = newVault();
  credentials = new CredentialStore(store.records, sealing);
});

const record = async (id: string) => {
  const found = await store.records.get(EVERY_USER, CREDENTIALS, id);
  if (!found) throw new Error('no record');
  return found;
};
/** What somebody with access to the database does. */
const overwrite = (key: string, userId: string, value: string) =>
  store.records.write([{ namespace: CREDENTIALS, key, userId, value }]);

test('credentials are sealed at rest, and come back as they were', async () => {
  expect(await credentials.put(ada, tokens)).toBe(true);
  expect(await credentials.read('con_1')).toEqual({ credentials: tokens, version: 1 });
  expect(JSON.stringify(await record('con_1'))).not.toContain('canary');
  const odd = JSON.parse('{"__proto__":"p","constructor":"c","":"","\\ud800":"\\ud800"}') as Record<
    string,
    string
  >;
  await credentials.put(ada, odd);
  expect(JSON.stringify((await credentials.read('con_1')).credentials)).toBe(JSON.stringify(odd));
});

test('a write holds only for the version it was sealed after', async () => {
  const created = await credentials.write(ada, tokens, 0);
  const again = await credentials.write(ada, { other: 'x' }, 0);
  expect(await store.records.write([created])).toBe(true);
  expect(await store.records.write([again])).toBe(false);
  const next = await credentials.write(ada, { a: '2' });
  expect(next.ifVersion).toBe(1);
  await credentials.put(ada, { a: '3' });
  expect(await store.records.write([next])).toBe(false);
  expect(await credentials.read('con_1')).toEqual({ credentials: { a: '3' }, version: 2 });
});

test('put goes through, whoever writes at the same time, and never without its companions', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, count) => credentials.put(ada, { count: `${count}` })));
  expect((await credentials.read('con_1')).version).toBe(10);
  const companion = { namespace: 'link-sessions', key: 'link_1', userId: 'ada', value: 'x', ifVersion: 7 };
  expect(await credentials.put(ada, tokens, [companion])).toBe(false);
  expect((await credentials.read('con_1')).version).toBe(10);
  expect(await credentials.put(ada, tokens, [{ ...companion, ifVersion: 0 }])).toBe(true);
});

test('put tries as often as somebody is faster, within reason, and no more where a companion does not hold', async () => {
  let writes = 0;
  const writing = (isFaster: boolean) => {
    const records = {
      ...store.records,
      write: async () => {
        writes++;
        if (isFaster) await credentials.put(ada, { n: `${writes}` });
        return false;
      },
    };
    writes = 0;
    return new CredentialStore(records, sealing).put(ada, tokens);
  };
  expect([await writing(true), writes]).toEqual([false, 20]);
  expect([await writing(false), writes]).toEqual([false, 1]);
});

describe('a database writer', () => {
  const mismatch = { code: 'vault', fault: 'mismatch' };

  test('cannot swap two rows', async () => {
    await credentials.put(ada, tokens);
    await credentials.put(bob, { accessToken: 'bob’s' });
    const [a, b] = [(await record('con_1')).value as string, (await record('con_2')).value as string];
    await store.records.write([
      { namespace: CREDENTIALS, key: 'con_1', userId: 'ada', value: undefined },
      { namespace: CREDENTIALS, key: 'con_2', userId: 'bob', value: undefined },
    ]);
    // At the same versions as before, so that only the place differs.
    await overwrite('con_1', 'ada', b);
    await overwrite('con_2', 'bob', a);
    await expect(credentials.read('con_1')).rejects.toMatchObject({ ...mismatch, connectionId: 'con_1' });
    await expect(credentials.read('con_2')).rejects.toMatchObject(mismatch);
  });

  test('cannot give a row to another user', async () => {
    await credentials.put(ada, tokens);
    const { value } = await record('con_1');
    await store.records.write([{ namespace: CREDENTIALS, key: 'con_1', userId: 'ada', value: undefined }]);
    await overwrite('con_1', 'mallory', value as string);
    await expect(credentials.read('con_1')).rejects.toMatchObject(mismatch);
  });

  test('cannot put an old value back into a row that went on', async () => {
    await credentials.put(ada, tokens);
    const old = (await record('con_1')).value as string;
    await credentials.put(ada, { ...tokens, accessToken: 'newer' });
    await overwrite('con_1', 'ada', old);
    await expect(credentials.read('con_1')).rejects.toMatchObject(mismatch);
  });

  test('cannot plant unsealed credentials', async () => {
    await overwrite('con_1', 'ada', JSON.stringify(tokens));
    await expect(credentials.read('con_1')).rejects.toMatchObject({ code: 'vault', fault: 'malformed' });
    await store.records.write([{ namespace: CREDENTIALS, key: 'con_1', userId: 'ada', value: tokens }]);
    await expect(credentials.read('con_1')).rejects.toMatchObject({ code: 'vault', fault: 'malformed' });
  });

  test.each(['not json canary', '[]', '"canary"', 'null'])(
    'cannot make %s into credentials',
    async (text) => {
      const plain = new CredentialStore(store.records, openVault);
      await overwrite('con_1', 'ada', text);
      const error = await plain.read('con_1').catch((caught: unknown) => caught as Error);
      expect(error).toMatchObject({ code: 'vault', fault: 'malformed' });
      expect(String((error as Error).stack)).not.toContain('canary');
    },
  );
});

test('forget leaves nothing, and twice is fine', async () => {
  await credentials.put(ada, tokens);
  await credentials.forget(ada);
  await credentials.forget(ada);
  await expect(credentials.read('con_1')).rejects.toMatchObject({ code: 'not_found' });
  expect(await store.records.list(EVERY_USER, CREDENTIALS, { limit: 10 })).toEqual([]);
});

test('the plaintext vault says what it is, and does not take sealed values for text', async () => {
  const plain = unsafePlaintextVault();
  expect([plain.plaintext, plain.primary, sealing.plaintext]).toEqual([true, null, false]);
  await new CredentialStore(store.records, plain).put(ada, tokens);
  expect((await record('con_1')).value).toBe(JSON.stringify(tokens));
  await credentials.put(bob, tokens);
  const reading = new CredentialStore(store.records, plain).read('con_2');
  await expect(reading).rejects.toMatchObject({
    code: 'vault',
    message: expect.stringContaining('sealed') as string,
  });
});
