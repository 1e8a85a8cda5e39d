import { randomBytes } from 'node:crypto';
import {
  BudgetExhaustedError,
  ConfigurationError,
  NotFoundError,
  ProviderAuthenticationError,
  ProviderUnavailableError,
  UnsupportedError,
  VaultError,
} from 'bankweave';
import type { Records } from 'bankweave/store';
import { vault } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/internal/random.ts';
import { CredentialStore } from '../../src/vault/credentials.ts';
import { DataKeyCache } from '../../src/vault/data-key-cache.ts';
import { type DataKey, readyDataKey } from '../../src/vault/data-key.ts';
import { headerOf, parseEnvelope, toText } from '../../src/vault/envelope.ts';
import { fingerprint } from '../../src/vault/fingerprint.ts';
import { openVault } from '../../src/vault/plaintext-vault.ts';
import { isQuiet, isUntouched } from '../../src/vault/refresh/refusal.ts';
import { storeRenewed } from '../../src/vault/refresh/store-renewed.ts';
import { LEASE_MS, Watch } from '../../src/vault/refresh/watch.ts';
import { secretKey } from '../../src/vault/secret-key.ts';
import { weaknessOf } from '../../src/vault/weak-key.ts';
import { newSecret, place } from './keys.ts';

// Parts of the vault by themselves: what each checks on its own is checked though another part would notice later.

const ada = { userId: 'ada', connectionId: 'con_1' };
const bob = { userId: 'bob', connectionId: 'con_2' };

describe('a key made of a secret', () => {
  test('wipes the secret, and unwraps nothing that was changed, not by one bit', async () => {
    const secret = randomBytes(32);
    const key = secretKey('k1', secret, systemRandom);
    expect(secret.equals(Buffer.alloc(32))).toBe(true);
    const dataKey = randomBytes(32);
    const wrapped = Buffer.from(await key.wrap(dataKey, ada));
    expect(Buffer.from(await key.unwrap(wrapped, ada)).equals(dataKey)).toBe(true);
    const mismatch = { code: 'vault', fault: 'mismatch', keyId: 'k1', connectionId: 'con_1' };
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const changed = Buffer.from(wrapped);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(key.unwrap(changed, ada)).rejects.toMatchObject(mismatch);
    }
    for (const length of [0, 1, 28, 59, 61])
      await expect(
        key.unwrap(Buffer.concat([wrapped, wrapped]).subarray(0, length), ada),
      ).rejects.toMatchObject(mismatch);
    await expect(key.unwrap(wrapped, bob)).rejects.toBeInstanceOf(VaultError);
  });
});

describe('an envelope', () => {
  const commitment = randomBytes(32);
  const text = (keyId: string, wrapped: Buffer): string =>
    toText(Buffer.concat([headerOf(keyId, wrapped, commitment), randomBytes(12), randomBytes(20)]));

  test.each([1, 60, 255, 256, 700])(
    'with a wrapped key of %d bytes is taken apart as it was made',
    (length) => {
      const wrapped = randomBytes(length);
      const parsed = parseEnvelope(text('k1', wrapped));
      expect(parsed.wrapped.equals(wrapped)).toBe(true);
      expect(parsed.commitment.equals(commitment)).toBe(true);
      expect([parsed.keyId, parsed.iv.length, parsed.ciphertext.length, parsed.tag.length]).toEqual([
        'k1',
        12,
        4,
        16,
      ]);
    },
  );

  test('of a text of no length is whole, and one byte less is none', () => {
    const of = (length: number) =>
      toText(Buffer.concat([headerOf('k1', commitment, commitment), randomBytes(length)]));
    expect(parseEnvelope(of(12 + 16)).ciphertext).toHaveLength(0);
    expect(fault(of(12 + 15))).toBe('malformed');
  });

  const fault = (given: unknown): unknown => {
    try {
      return parseEnvelope(given as string);
    } catch (error) {
      return error instanceof VaultError ? error.fault : error;
    }
  };

  test('that is none says what is wrong with it', () => {
    const good = text('k1', randomBytes(60));
    for (const given of [7, undefined, null, {}, '', 'sealed', good.slice(1), good.slice('sealed:'.length)])
      expect(fault(given)).toBe('malformed');
    for (const given of [`${good}=`, `${good} `, good.replace('sealed:', 'sealed: ')])
      expect(fault(given)).toBe('malformed');
    expect(fault(toText(Buffer.from([])))).toBe('malformed');
    expect(fault(toText(Buffer.from([1])))).toBe('malformed');
    expect(fault(toText(Buffer.from([1, 2])))).toBe('unsupported');
    expect(fault(toText(Buffer.from([2, 1])))).toBe('unsupported');
    for (const id of ['', ' k', 'k/1']) expect(fault(text(id, randomBytes(60)))).toBe('malformed');
  });
});

describe('data keys in memory', () => {
  const made = (keyId = 'k1'): DataKey => readyDataKey(randomBytes(32), keyId, randomBytes(60));
  const clock = (at = 1_000_000_000) => ({ now: () => at, monotonic: () => at, sleep: async () => {} });

  test('are never shared between connections, nor between two keys of one, however many are made at once', async () => {
    const cache = new DataKeyCache(clock(), { most: 10, maxAgeMs: 1_000 });
    const keys = [made(), made(), made()];
    const asked = [
      cache.add(ada, 'new k1', async () => keys[0] as DataKey),
      cache.add(bob, 'new k1', async () => keys[1] as DataKey),
      cache.add(ada, 'other', async () => keys[2] as DataKey),
    ];
    expect(await Promise.all(asked)).toEqual(keys);
    const again = cache.add(ada, 'new k1', async () => keys[1] as DataKey);
    expect(await Promise.all([again, cache.add(ada, 'new k1', async () => keys[2] as DataKey)])).toEqual([
      keys[1],
      keys[1],
    ]);
  });

  test('stay while they are used, the longest unused goes first', async () => {
    const cache = new DataKeyCache(clock(), { most: 2, maxAgeMs: 1_000 });
    const owners = [ada, bob, { userId: 'eve', connectionId: 'con_3' }] as const;
    await cache.add(ada, 'x', async () => made());
    await cache.add(bob, 'x', async () => made());
    expect(cache.sealing(ada, 'k1')).toBeDefined();
    await cache.add(owners[2], 'x', async () => made());
    expect(owners.map((owner) => cache.sealing(owner, 'k1') !== undefined)).toEqual([true, false, true]);
    // Kept anew is used, too.
    await cache.add(ada, 'y', async () => made());
    await cache.add(bob, 'y', async () => made());
    expect(owners.map((owner) => cache.sealing(owner, 'k1') !== undefined)).toEqual([true, true, false]);
  });

  test('of two values of one connection are two, opened at once or not', async () => {
    const keys = [{ id: 'k1', secret: newSecret() }];
    const [one, two] = [vault({ keys }), vault({ keys })];
    const sealed = [await one.seal('first', place), await two.seal('second', { ...place, version: 2 })];
    const opening = vault({ keys });
    const opened = sealed.map((text, n) => opening.open(text, { ...place, version: n + 1 }));
    expect(await Promise.all(opened)).toEqual(['first', 'second']);
  });
});

test('half a character is not sealed: it would come back as another one', async () => {
  const sealing = vault({ keys: [{ id: 'k1', secret: newSecret() }] });
  const wrong = { code: 'invalid_input', field: 'plaintext' };
  await expect(sealing.seal('half \ud800', place)).rejects.toMatchObject(wrong);
  const seal = await sealing.sealer(place);
  expect(() => seal('\udc00')).toThrow(expect.objectContaining(wrong) as Error);
});

test.each(['userId', 'connectionId', 'field', 'version'])(
  'a place without its %s is none, to open as to seal',
  async (name) => {
    const sealing = vault({
      keys: [{ id: 'k1', secret: newSecret() }],
      cache: { maxAgeMs: 1, max: 1 } as never,
    });
    const text = await sealing.seal('x', place);
    for (const bad of [undefined, {}, null]) {
      const nowhere = { ...place, [name]: bad } as never;
      await expect(sealing.open(text, nowhere)).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(sealing.seal('x', nowhere)).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(sealing.sealer(nowhere)).rejects.toMatchObject({ code: 'invalid_input' });
    }
  },
);

test('keys: as many as are allowed, and a provider does both or is none', () => {
  const keys = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ id: `k${n}`, secret: newSecret() }));
  expect(vault({ keys: keys(100) }).primary).toBe('k0');
  for (const secret of [
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFE',
    'abcdefghijklmnopqrstuvwxyz0123456789abcdefc',
  ])
    expect(() => vault({ keys: [{ id: 'k1', secret }] })).toThrow(ConfigurationError);
  const many = expect.objectContaining({ field: 'keys', expected: '1 to 100 keys' }) as Error;
  expect(() => vault({ keys: keys(101) })).toThrow(many);
  for (const provider of [null, { wrap: async () => {} }, { unwrap: async () => {} }])
    expect(() => vault({ keys: [{ id: 'k1', provider } as never] })).toThrow(ConfigurationError);
});

test('a secret that could not come of chance is refused, at the very edge', () => {
  const distinct = (count: number): Buffer =>
    Buffer.from(Array.from({ length: 32 }, (_, n) => ((n * n) % count) * 8));
  const different = (bytes: Buffer): number => new Set(bytes).size;
  const sixteen = Buffer.from(
    [...Array(16).keys(), ...Array(16).keys()].map((n, at) => (at < 16 ? n * 11 : 165 - n * 11)),
  );
  expect([different(sixteen), weaknessOf(sixteen)]).toEqual([16, undefined]);
  const fifteen = Buffer.from(sixteen.map((byte) => (byte === 165 ? 11 : byte)));
  expect([different(fifteen), weaknessOf(fifteen)]).toEqual([15, 'is not random']);
  expect(weaknessOf(distinct(7))).toBe('is not random');
  const text = Buffer.from('Correct horse battery staple no.');
  expect(weaknessOf(text)).toMatch('text in disguise');
  const almost = Buffer.from(text);
  almost[5] = 0x7f;
  expect(weaknessOf(almost)).toBeUndefined();
  expect(weaknessOf(Buffer.from(Array.from({ length: 32 }, (_, n) => (7 + n * 3) & 0xff)))).toBe(
    'merely counts',
  );
  expect(weaknessOf(Buffer.from(Array.from({ length: 32 }, (_, n) => (200 - n * 5) & 0xff)))).toBe(
    'merely counts',
  );
});

test('a fingerprint is of what the credentials are, in whichever order they stand', () => {
  const print = fingerprint('con_1', { a: '1', b: '2', c: '3' });
  expect(fingerprint('con_1', { c: '3', a: '1', b: '2' })).toBe(print);
  expect(fingerprint('con_1', { b: '2', c: '3', a: '1' })).toBe(print);
  expect(fingerprint('con_2', { a: '1', b: '2', c: '3' })).not.toBe(print);
  // It is written down with attempts and refusals, so it is the same in every release.
  expect(print).toBe('TnDp2t81E3GYLMnXQNRV7yBLY7RfviiIT26EwLs80cs');
});

test('what was forgotten is forgotten in the store first, then in memory', async () => {
  const steps: string[] = [];
  const write = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    steps.push('store');
    return true;
  };
  const records = { write } as unknown as Records;
  const forget = ({ userId, connectionId }: typeof ada): void => void steps.push(`${userId} ${connectionId}`);
  const store = new CredentialStore(records, { ...openVault, forget } as typeof openVault);
  await store.forget(ada);
  expect(steps).toEqual(['store', 'ada con_1']);
  expect(store.forgetting(ada, 7).map(({ ifVersion }) => ifVersion)).toEqual([7, undefined]);
  expect(store.forgetting(ada).map((one) => 'ifVersion' in one)).toEqual([false, false]);
});

describe('renewed credentials', () => {
  const renewed = { accessToken: 'new' };
  const facts = { scope: 'connection' } as const;

  function kept(found: unknown, fails: Error[] = [], oversleeps = 0) {
    const waits: number[] = [];
    const lost: unknown[] = [];
    let at = 5_000;
    const ports = {
      records: {
        write: async () => {
          const error = fails.shift();
          if (error) throw error;
          return false;
        },
      },
      credentials: {
        read: async () => {
          if (found instanceof Error) throw found;
          return found;
        },
      },
      clock: {
        now: () => at,
        monotonic: () => at,
        sleep: async (ms: number) => {
          waits.push(ms);
          at += ms + oversleeps;
        },
      },
      owner: ada,
      lost: async (what: unknown) => {
        await new Promise((resolve) => setImmediate(resolve));
        lost.push(what);
      },
    };
    const write = { namespace: 'credentials', key: 'con_1', userId: 'ada', value: 'x', ifVersion: 1 };
    const stored = storeRenewed(ports as never, 'sent', renewed, write);
    return { stored, waits, lost };
  }

  test('of a connection that is gone are told as lost before the error is', async () => {
    const { stored, lost } = kept(new NotFoundError('gone', {}));
    await expect(stored).rejects.toBeInstanceOf(NotFoundError);
    expect(lost).toEqual([renewed]);
  });

  test('that a store fails to keep are not lost, whatever the error', async () => {
    for (const error of [new Error('what'), Object.assign(new Error('what'), { code: 'not_found' })]) {
      const { stored, lost } = kept({}, [error]);
      await expect(stored).rejects.toBe(error);
      expect(lost).toEqual([]);
    }
  });

  test('are tried for two minutes, with longer and longer waits', async () => {
    const down = () => new ProviderUnavailableError('down', facts);
    const newer = { credentials: { accessToken: 'newer' }, version: 9 };
    const { stored, waits, lost } = kept(newer, Array.from({ length: 4 }, down));
    expect(await stored).toBe(newer);
    expect(waits).toEqual([50, 100, 200, 400]);
    const last = down();
    const never = kept(newer, [...Array.from({ length: 99 }, down), last]);
    await expect(never.stored).rejects.toBeInstanceOf(ProviderUnavailableError);
    expect(never.waits.at(-1)).toBe(5_000);
    const total = never.waits.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeGreaterThanOrEqual(120_000);
    expect(total).toBeLessThan(125_000);
    expect(lost).toEqual([]);
    // Two minutes are over at two minutes.
    const slept = kept(newer, [down(), down()], 120_000 - 50);
    await expect(slept.stored).rejects.toBeInstanceOf(ProviderUnavailableError);
    expect(slept.waits).toEqual([50]);
  });
});

test('who never looked before waits a whole lease, at whatever time of the clock', () => {
  const time = { wall: Date.UTC(2026, 10, 20), monotonic: 9_999_999 };
  const watch = new Watch({ now: () => time.wall, monotonic: () => time.monotonic, sleep: async () => {} });
  const slot = { holder: 'other', expiresAt: time.wall + LEASE_MS, intent: null, refusal: null };
  for (const version of [1, 2]) expect(watch.isFree(slot, version)).toBe(false);
  const skew = 5 * 60_000;
  expect(watch.isFree({ ...slot, expiresAt: time.wall - skew + 1 }, 2)).toBe(false);
  expect(watch.isFree({ ...slot, expiresAt: time.wall - skew }, 2)).toBe(true);
});

test('a refusal is quiet for an hour, for the very credentials that were refused', () => {
  const refusal = { token: 't', at: 1_000, action: 'reauthenticate', revoked: false, message: 'no' } as const;
  const hour = 3_600_000;
  expect([999, 1_000, 999 + hour, 1_000 + hour].map((now) => isQuiet(refusal, 't', now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isQuiet(refusal, 'other', 1_000)).toBe(false);
  expect(isQuiet(null, 't', 1_000)).toBe(false);
});

test('a call that never left leaves the credentials as they were', () => {
  expect(isUntouched(new BudgetExhaustedError('spent', {} as never))).toBe(true);
  expect(isUntouched(new ConfigurationError('wrong', { field: 'x', expected: 'y' }))).toBe(true);
  expect(isUntouched(new ProviderAuthenticationError('our own key'))).toBe(true);
  expect(isUntouched(new UnsupportedError('nothing to renew with'))).toBe(true);
  expect(isUntouched(new ProviderUnavailableError('down', { scope: 'provider' }))).toBe(false);
  expect(isUntouched({ code: 'budget_exhausted' })).toBe(false);
});
