import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { vault, type KeyProvider } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { newSecret, place } from './keys.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A KMS in memory that counts its calls and checks the binding. */
function kms() {
  const key = randomBytes(32);
  const seen = { wraps: 0, unwraps: 0, given: [] as Uint8Array[], bindings: new Set<string>() };
  const provider: KeyProvider = {
    async wrap(dataKey, { binding }) {
      seen.wraps++;
      seen.given.push(dataKey);
      seen.bindings.add(binding);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(
        Buffer.from(binding),
      );
      return Buffer.concat([iv, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
    },
    async unwrap(wrapped, { binding }) {
      seen.unwraps++;
      const iv = wrapped.subarray(0, 12);
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
      decipher.setAAD(Buffer.from(binding)).setAuthTag(wrapped.subarray(-16));
      const dataKey = Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
      seen.given.push(dataKey);
      return dataKey;
    },
  };
  return { provider, seen };
}

const at = (connectionId: string) => ({ ...place, connectionId });

test('a data key is wrapped once for each connection and unwrapped once by each vault', async () => {
  const { provider, seen } = kms();
  const keys = [{ id: 'kms-1', provider }];
  const [one, two] = [vault({ keys }), vault({ keys })];
  const sealed: string[] = [];
  for (let count = 0; count < 50; count++) sealed.push(await one.seal(`text ${count}`, at('con_1')));
  for (const text of sealed) await one.open(text, at('con_1'));
  expect(seen).toMatchObject({ wraps: 1, unwraps: 0 });
  const opened = await Promise.all(sealed.map((text) => two.open(text, at('con_1'))));
  expect(opened).toEqual(sealed.map((_, count) => `text ${count}`));
  expect(seen).toMatchObject({ wraps: 1, unwraps: 1 });
  // Fifty first values at once make one data key, and no two connections share one.
  await Promise.all(Array.from({ length: 50 }, () => two.seal('x', at('con_2'))));
  expect(seen).toMatchObject({ wraps: 2, unwraps: 1 });
  expect([...seen.bindings].every((binding) => /^[0-9a-f]{64}$/.test(binding))).toBe(true);
  expect(seen.bindings.size).toBe(2);
  // Wiped, all of them.
  expect(seen.given).toHaveLength(3);
  for (const given of seen.given) expect(given.every((byte) => byte === 0)).toBe(true);
});

test('what is kept is bounded in number and age, and can be dropped', async () => {
  const { provider, seen } = kms();
  const clock = new VirtualClock();
  const keys = [{ id: 'kms-1', provider }];
  const small = vault({ keys, clock, cache: { most: 3, maxAgeMs: 60_000 } });
  const sealed = new Map<string, string>();
  for (const id of ['a', 'b', 'c', 'd']) sealed.set(id, await small.seal(id, at(id)));
  const open = (id: string) => small.open(sealed.get(id) ?? '', at(id));
  for (const id of ['b', 'c', 'd', 'd']) await open(id);
  expect(seen.unwraps).toBe(0);
  expect(await open('a')).toBe('a');
  expect(seen.unwraps).toBe(1);
  // b was used longest ago, so it had to go.
  await open('c');
  await open('d');
  expect(seen.unwraps).toBe(1);
  small.forget(at('d'));
  await open('d');
  expect(seen.unwraps).toBe(2);
  await clock.sleep(60_000);
  await open('d');
  expect(seen.unwraps).toBe(3);
});

describe('a provider that', () => {
  const secrets = 'canary-kms-answer';
  const never = (): Promise<Uint8Array> => new Promise(() => {});
  const cases: [string, Partial<KeyProvider>, string][] = [
    ['throws', { unwrap: () => Promise.reject(new Error(secrets)) }, 'key_unavailable'],
    [
      'throws at once',
      {
        unwrap: () => {
          throw new Error(secrets);
        },
      },
      'key_unavailable',
    ],
    ['never answers', { unwrap: never }, 'key_unavailable'],
    ['gives too little', { unwrap: async () => new Uint8Array(16) }, 'mismatch'],
    ['gives nothing', { unwrap: async () => undefined as unknown as Uint8Array }, 'mismatch'],
    ['gives another key', { unwrap: async () => randomBytes(32) }, 'mismatch'],
  ];
  test.each(cases)('%s while opening', async (_, broken, fault) => {
    const { provider } = kms();
    const clock = new VirtualClock();
    const sealed = await vault({ keys: [{ id: 'kms-1', provider }] }).seal(secrets, place);
    const opening = vault({ keys: [{ id: 'kms-1', provider: { ...provider, ...broken } }], clock });
    const error = await opening.open(sealed, place).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'vault', fault, keyId: 'kms-1' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secrets);
    expect(clock.waiting).toBe(0);
    if (fault === 'key_unavailable')
      expect(String(error)).toMatch(
        broken.unwrap === never ? 'no answer within 10000 ms' : 'refused or failed',
      );
    // It is asked again the next time, and once it is well the value opens.
    expect(await vault({ keys: [{ id: 'kms-1', provider }] }).open(sealed, place)).toBe(secrets);
  });

  test.each<[string, Partial<KeyProvider>]>([
    ['throws', { wrap: () => Promise.reject(new Error(secrets)) }],
    ['gives nothing', { wrap: async () => new Uint8Array(0) }],
    ['gives too much', { wrap: async () => new Uint8Array(16_385) }],
  ])('%s while sealing', async (_, broken) => {
    const { provider } = kms();
    const sealing = vault({ keys: [{ id: 'kms-1', provider: { ...provider, ...broken } }] });
    await expect(sealing.seal('x', place)).rejects.toMatchObject({
      fault: 'key_unavailable',
      remedy: 'retry',
    });
  });

  test('gives 16 KiB gives just enough', async () => {
    const wrapped = randomBytes(16_384);
    const provider: KeyProvider = { wrap: async () => wrapped, unwrap: async () => new Uint8Array(32) };
    const sealing = vault({ keys: [{ id: 'kms-1', provider }] });
    expect(await sealing.open(await sealing.seal('x', place), place)).toBe('x');
  });

  test('recovers is asked again', async () => {
    const { provider } = kms();
    let down = true;
    const flaky: KeyProvider = {
      ...provider,
      wrap: (dataKey, use) => (down ? Promise.reject(new Error('down')) : provider.wrap(dataKey, use)),
    };
    const sealing = vault({ keys: [{ id: 'kms-1', provider: flaky }] });
    await expect(sealing.seal('x', place)).rejects.toMatchObject({ fault: 'key_unavailable' });
    down = false;
    expect(await sealing.open(await sealing.seal('x', place), place)).toBe('x');
  });
});

test('secrets and providers stand in one ring, so that one can follow the other', async () => {
  const { provider } = kms();
  const old = { id: 'env-1', secret: newSecret() };
  const before = await vault({ keys: [old] }).seal('text', place);
  const both = vault({ keys: [{ id: 'kms-1', provider }, old] });
  expect(await both.open(before, place)).toBe('text');
  expect(both.keyOf(await both.seal('text', place))).toBe('kms-1');
});
