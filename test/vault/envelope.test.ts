import { createHmac, webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { vault, type SealContext, type Vault } from 'bankweave/vault';
import { VaultError } from 'bankweave';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSecret, newVault, place } from './keys.ts';

const canary = 'canary-token-77ab';
const slow = 60_000;
let looks = 0;

/** Opening must throw our error, and nothing of the plaintext may be in it. */
async function refused(sealing: Vault, text: string, context: SealContext = place): Promise<VaultError> {
  let opened: string;
  try {
    opened = await sealing.open(text, context);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    // Looking at everything is slow, and all errors are made in a handful of places.
    const shown =
      looks++ % 50 === 0
        ? `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: Infinity, showHidden: true })}`
        : error.message;
    if (shown.includes(canary)) throw new Error('an error shows what was sealed');
    return error;
  }
  throw new Error(`opened as ${opened.length} characters`);
}

const bytesOf = (sealed: string): Buffer => Buffer.from(sealed.slice('sealed:'.length), 'base64url');
const textOf = (bytes: Buffer): string => `sealed:${bytes.toString('base64url')}`;

test('what was sealed opens for its place, and sealing twice gives other bytes', async () => {
  const sealing = newVault();
  const texts = await Promise.all(Array.from({ length: 200 }, () => sealing.seal(canary, place)));
  expect(new Set(texts).size).toBe(200);
  const ivs = texts.map((text) => bytesOf(text).subarray(-(12 + canary.length + 16), -(canary.length + 16)));
  expect(new Set(ivs.map((iv) => iv.toString('hex'))).size).toBe(200);
  for (const text of texts) {
    expect(await sealing.open(text, place)).toBe(canary);
    expect(bytesOf(text).toString('latin1')).not.toContain(canary);
  }
});

test('any text comes back as it was', async () => {
  const sealing = newVault();
  const context = fc.record({
    userId: fc.string({ unit: 'binary' }),
    connectionId: fc.string({ unit: 'binary' }),
    field: fc.string(),
    version: fc.integer({ min: 1, max: 2 ** 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), context, async (text, where) => {
      expect(await sealing.open(await sealing.seal(text, where), where)).toBe(text);
    }),
    { numRuns: 300 },
  );
  await expect(sealing.seal('half \ud800', place)).rejects.toMatchObject({ code: 'invalid_input' });
});

test(
  'every single-bit flip of 20 envelopes is refused',
  async () => {
    for (let count = 0; count < 20; count++) {
      const secret = newSecret();
      const sealing = vault({ keys: [{ id: `k${count}`, secret }] });
      const bytes = bytesOf(await sealing.seal(`${canary}-${count}`, place));
      // A second vault has to unwrap; the first one has the data key at hand.
      const cold = vault({ keys: [{ id: `k${count}`, secret }] });
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await refused(sealing, textOf(flipped));
        if (count < 5) await refused(cold, textOf(flipped));
      }
      expect(await cold.open(textOf(bytes), place)).toBe(`${canary}-${count}`);
    }
  },
  slow,
);

test('every changed character of the text is refused, spare bits and all', async () => {
  const sealing = newVault();
  // Lengths that leave 0, 2 and 4 spare bits in the last character.
  for (const plaintext of [canary, `${canary}1`, `${canary}12`]) {
    const text = await sealing.seal(plaintext, place);
    for (let at = 0; at < text.length; at++)
      for (const other of ['A', 'B', '_', '=', ' ', '\n', '+', 'é', ''])
        if (text[at] !== other) await refused(sealing, text.slice(0, at) + other + text.slice(at + 1));
    for (const more of ['A', '=', '==', ' ', '\0', text]) await refused(sealing, text + more);
  }
});

test('truncated and short values are refused at every length', async () => {
  const sealing = newVault();
  const text = await sealing.seal(canary, place);
  const bytes = bytesOf(text);
  for (let length = 0; length < bytes.length; length++) {
    await refused(sealing, textOf(bytes.subarray(0, length)));
    await refused(sealing, textOf(bytes.subarray(bytes.length - length)));
  }
  for (let length = 0; length < text.length; length++) await refused(sealing, text.slice(0, length));
  // A tag cut to 12, 8 or 4 bytes is one that Node would take if it were let.
  for (const short of [12, 8, 4])
    await refused(sealing, textOf(bytes.subarray(0, bytes.length - 16 + short)));
});

describe('a value moved to another', () => {
  const moves: readonly [string, Partial<SealContext>][] = [
    ['user', { userId: 'bob' }],
    ['connection', { connectionId: 'con_2' }],
    ['field', { field: 'revocation' }],
    ['version', { version: 2 }],
    ['division of the same letters', { userId: 'adac', connectionId: 'on_1' }],
    ['order', { userId: 'con_1', connectionId: 'ada' }],
    ['empty user', { userId: '' }],
  ];
  test.each(moves)('%s is refused', async (_, move) => {
    const secret = newSecret();
    const sealing = vault({ keys: [{ id: 'k1', secret }] });
    const sealed = await sealing.seal(canary, place);
    const there = { ...place, ...move };
    expect((await refused(sealing, sealed, there)).fault).toBe('mismatch');
    expect((await refused(vault({ keys: [{ id: 'k1', secret }] }), sealed, there)).fault).toBe('mismatch');
    // Neither does a value open whose place and content come from two others.
    await sealing.seal('other', there);
    await refused(sealing, sealed, there);
  });

  test('user with another lone surrogate is refused', async () => {
    const sealing = newVault();
    const sealed = await sealing.seal(canary, { ...place, userId: 'a\ud800' });
    await refused(sealing, sealed, { ...place, userId: 'a\ud801' });
  });
});

test('parts of two values do not fit together', async () => {
  const sealing = newVault();
  const [one, two] = [
    bytesOf(await sealing.seal('a'.repeat(40), place)),
    bytesOf(await sealing.seal('b'.repeat(40), place)),
  ];
  const other = bytesOf(await newVault().seal('c'.repeat(40), place));
  for (const cut of [16, 40 + 16, 12 + 40 + 16]) {
    // One data key: with its IV the other is simply the other value.
    if (cut <= 40 + 16)
      await refused(sealing, textOf(Buffer.concat([one.subarray(0, -cut), two.subarray(-cut)])));
    await refused(sealing, textOf(Buffer.concat([one.subarray(0, -cut), other.subarray(-cut)])));
    await refused(sealing, textOf(Buffer.concat([other.subarray(0, -cut), one.subarray(-cut)])));
  }
});

test.each([
  ['another format', 0, 2, 'unsupported'],
  ['format 0', 0, 0, 'unsupported'],
  ['another suite', 1, 2, 'unsupported'],
  ['suite 0', 1, 0, 'unsupported'],
  ['an id of no length', 2, 0, 'malformed'],
  ['an id longer than everything', 2, 255, 'malformed'],
])('%s is told apart', async (_, at, value, fault) => {
  const sealing = newVault();
  const bytes = bytesOf(await sealing.seal(canary, place));
  bytes[at] = value;
  expect((await refused(sealing, textOf(bytes))).fault).toBe(fault);
});

test('what was never sealed is refused', async () => {
  const never = [
    '',
    'sealed:',
    '{"accessToken":"x"}',
    'sealed',
    'SEALED:AQ',
    'sealed:****',
    `sealed:${'A'.repeat(10_000)}`,
  ];
  for (const text of never) await refused(newVault(), text);
});

test('a place that is none is refused on both sides', async () => {
  const sealing = newVault();
  const sealed = await sealing.seal(canary, place);
  for (const version of [0, -1, 1.5, Number.NaN, 2 ** 48, '1' as unknown as number]) {
    await expect(sealing.seal(canary, { ...place, version })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(sealing.open(sealed, { ...place, version })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  }
});

test('WebCrypto opens a value by the written format alone', async () => {
  const secret = Buffer.from(newSecret(), 'base64');
  const where = { userId: 'ädä', connectionId: 'con_9', field: 'credentials', version: 7 };
  const bytes = bytesOf(await vault({ keys: [{ id: 'k-7', secret }] }).seal(canary, where));

  const u32 = (value: number): Buffer => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
  const part = (value: string | Buffer): Buffer => {
    const raw = typeof value === 'string' ? Buffer.from(value, 'utf16le') : value;
    return Buffer.concat([u32(raw.length), raw]);
  };
  const hkdf = async (key: Uint8Array, info: string, length: number): Promise<Buffer> => {
    const base = await webcrypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
    const params = { name: 'HKDF', hash: 'SHA-512', salt: Buffer.alloc(0), info: Buffer.from(info) };
    return Buffer.from(await webcrypto.subtle.deriveBits(params, base, length * 8));
  };
  const decrypt = async (
    key: Uint8Array,
    iv: Uint8Array,
    aad: Uint8Array,
    data: Uint8Array,
  ): Promise<Buffer> => {
    const gcm = await webcrypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    const params = { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 };
    return Buffer.from(await webcrypto.subtle.decrypt(params, gcm, data));
  };

  expect([...bytes.subarray(0, 3)]).toEqual([1, 1, 3]);
  expect(bytes.subarray(3, 6).toString()).toBe('k-7');
  const wrappedLength = bytes.readUInt16BE(6);
  const wrapped = bytes.subarray(8, 8 + wrappedLength);
  const commitment = bytes.subarray(8 + wrappedLength, 40 + wrappedLength);
  const header = bytes.subarray(0, 40 + wrappedLength);
  const iv = bytes.subarray(40 + wrappedLength, 52 + wrappedLength);

  const ringKey = await hkdf(secret, 'bankweave/vault/1/wrap/k-7', 32);
  const ownerAad = Buffer.concat(['bankweave/data-key/1', 'k-7', where.userId, where.connectionId].map(part));
  const dataKey = await decrypt(ringKey, wrapped.subarray(0, 12), ownerAad, wrapped.subarray(12));
  const halves = await hkdf(dataKey, 'bankweave/vault/1/aes-256-gcm+commitment', 64);
  expect(commitment).toEqual(halves.subarray(0, 32));
  const version = Buffer.alloc(6);
  version.writeUIntBE(where.version, 0, 6);
  const aad = Buffer.concat([
    part('bankweave/vault/1'),
    part(header),
    part(iv),
    part(where.userId),
    part(where.connectionId),
    part(where.field),
    version,
  ]);
  const plain = await decrypt(halves.subarray(32), iv, aad, bytes.subarray(52 + wrappedLength));
  expect(plain.toString()).toBe(canary);

  // The other way round: what WebCrypto seals opens here, but not under a commitment to another key, even though
  // everything else about it is right.
  const encrypt = async (own: Buffer): Promise<string> => {
    const gcm = await webcrypto.subtle.importKey('raw', halves.subarray(32), 'AES-GCM', false, ['encrypt']);
    const bound = Buffer.concat([aad.subarray(0, part('bankweave/vault/1').length), part(own)]);
    const additionalData = Buffer.concat([bound, aad.subarray(bound.length)]);
    const params = { name: 'AES-GCM', iv, additionalData, tagLength: 128 };
    const sealed = await webcrypto.subtle.encrypt(params, gcm, Buffer.from('made elsewhere'));
    return textOf(Buffer.concat([own, iv, Buffer.from(sealed)]));
  };
  const here = vault({ keys: [{ id: 'k-7', secret }] });
  expect(await here.open(await encrypt(header), where)).toBe('made elsewhere');
  const uncommitted = Buffer.from(header);
  uncommitted[uncommitted.length - 1] = (uncommitted.at(-1) ?? 0) ^ 1;
  expect((await refused(here, await encrypt(uncommitted), where)).fault).toBe('mismatch');

  // And HKDF is what RFC 5869 says, by hand.
  const prk = createHmac('sha512', Buffer.alloc(64)).update(dataKey).digest();
  const first = createHmac('sha512', prk)
    .update('bankweave/vault/1/aes-256-gcm+commitment')
    .update(Buffer.from([1]))
    .digest();
  expect(first).toEqual(halves);
});
