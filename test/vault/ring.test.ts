import { hash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { isBankweaveError } from 'bankweave';
import { Secret, vault, type VaultOptions } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { newSecret, place } from './keys.ts';

function refusal(options: unknown): { message: string; field?: string; text: string } {
  try {
    vault(options as VaultOptions);
  } catch (error) {
    if (!isBankweaveError(error)) throw error;
    expect(error.code).toBe('invalid_configuration');
    const text = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: Infinity, showHidden: true })}`;
    return { message: error.message, text, ...(error.field !== undefined && { field: error.field }) };
  }
  throw new Error('the vault was not refused');
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const counting = Buffer.from(Array.from({ length: 32 }, (_, at) => at));

describe('a secret is refused when it is', () => {
  test.each<[string, unknown, RegExp]>([
    ['missing', undefined, /is missing/],
    ['null', null, /is missing/],
    ['empty', '', /is missing/],
    ['a number', 42, /no key/],
    ['a passphrase', 'correct horse battery staple correct horse', /passphrase/],
    ['a passphrase of the right length', 'correcthorsebatterystaplecorrecthorsebatter', /passphrase/],
    ['16 bytes', base64(randomBytes(16)), /has 16 bytes/],
    ['31 bytes', base64(randomBytes(31)), /has 31 bytes/],
    ['33 bytes', base64(randomBytes(33)), /has 33 bytes/],
    ['64 bytes of hexadecimal', randomBytes(64).toString('hex'), /has 64 bytes/],
    ['zeros', Buffer.alloc(32), /one byte all over/],
    ['one byte all over, in hexadecimal', 'ab'.repeat(32), /one byte all over/],
    ['counting', base64(counting), /merely counts/],
    ['a test vector', 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308', /everybody knows/],
    ['a manual key', '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', /everybody knows/],
    ['the digest of a word', hash('sha256', 'changeme', 'hex'), /common word/],
    [
      'a half, twice',
      base64(Buffer.concat(Array(2).fill(Buffer.from('0123456789abcdef11111111d1111111', 'hex')))),
      /repeats/,
    ],
    ['a passphrase in base64', base64(Buffer.from('this is my 32 byte long password')), /disguise/],
    ['hardly random', base64(Buffer.concat([Buffer.alloc(26, 7), randomBytes(6)])), /not random/],
    ['base64 with junk', `${newSecret().slice(0, 20)}!${newSecret().slice(0, 23)}`, /passphrase/],
  ])('%s', (_, secret, why) => {
    const { message, field, text } = refusal({ keys: [{ id: 'k1', secret }] });
    expect(message).toMatch(why);
    expect(message).toMatch(/\w[.?] Make one with: openssl rand -base64 32$/);
    expect(field).toBe('keys[0].secret');
    if (typeof secret === 'string' && secret !== '') expect(text).not.toContain(secret);
  });
});

test.each<[string, unknown, string]>([
  ['no options', undefined, 'options'],
  ['no keys', { keys: [] }, 'keys'],
  ['keys that are no list', { keys: 'k1' }, 'keys'],
  ['a key that is nothing', { keys: [undefined] }, 'keys[0].id'],
  ['an id with a space', { keys: [{ id: 'a b', secret: newSecret() }] }, 'keys[0].id'],
  ['an id too long', { keys: [{ id: 'a'.repeat(65), secret: newSecret() }] }, 'keys[0].id'],
  [
    'two keys of one id',
    {
      keys: [
        { id: 'a', secret: newSecret() },
        { id: 'a', secret: newSecret() },
      ],
    },
    'keys[1].id',
  ],
  ['a primary that is none', { keys: [{ id: 'a', secret: newSecret() }], primary: 'b' }, 'primary'],
  ['a cache of nothing', { keys: [{ id: 'a', secret: newSecret() }], cache: { most: 0 } }, 'cache.most'],
  [
    'a cache for no time',
    { keys: [{ id: 'a', secret: newSecret() }], cache: { maxAgeMs: 0 } },
    'cache.maxAgeMs',
  ],
  ['a provider that is none', { keys: [{ id: 'a', provider: {} }] }, 'keys[0].provider'],
  [
    'a secret and a provider',
    { keys: [{ id: 'a', secret: newSecret(), provider: { wrap() {}, unwrap() {} } }] },
    'keys[0]',
  ],
])('a ring is refused with %s', (_, options, field) => {
  expect(refusal(options).field).toBe(field);
});

test('one secret under two ids is refused', () => {
  const bytes = randomBytes(32);
  const keys = [
    { id: 'a', secret: bytes.toString('hex') },
    { id: 'b', secret: bytes.toString('base64url') },
  ];
  expect(refusal({ keys })).toMatchObject({ field: 'keys[1].secret' });
});

test('a secret is taken as base64, base64url, hexadecimal, bytes and Secret, all the same key', async () => {
  const bytes = randomBytes(32);
  const forms = [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    `${bytes.toString('base64')}\n`,
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    new Uint8Array(bytes),
    new Secret(bytes.toString('base64')),
  ];
  const sealed = await vault({ keys: [{ id: 'k1', secret: bytes }] }).seal('hello', place);
  for (const secret of forms)
    expect(await vault({ keys: [{ id: 'k1', secret }] }).open(sealed, place)).toBe('hello');
  expect(bytes.some((byte) => byte !== 0)).toBe(true);
});

test('random secrets are never refused', () => {
  for (let count = 0; count < 3_000; count++) vault({ keys: [{ id: 'k1', secret: newSecret() }] });
});

test('the first key is primary unless one is named, and every key opens', async () => {
  const keys = ['a', 'b', 'c'].map((id) => ({ id, secret: newSecret() }));
  const first = vault({ keys });
  const named = vault({ keys, primary: 'c' });
  expect([first.primary, named.primary]).toEqual(['a', 'c']);
  const sealed = await named.seal('text', place);
  expect(named.keyOf(sealed)).toBe('c');
  expect(await first.open(sealed, place)).toBe('text');
  // Changing the order of the ring changes what is sealed next, and nothing that was.
  expect(first.keyOf(await first.seal('text', place))).toBe('a');
});

test('a key that is not in the ring is named', async () => {
  const [a, b] = ['a', 'b'].map((id) => ({ id, secret: newSecret() }));
  if (!a || !b) throw new Error('no keys');
  const sealed = await vault({ keys: [a] }).seal('text', place);
  const opening = vault({ keys: [b] }).open(sealed, place);
  await expect(opening).rejects.toMatchObject({
    code: 'vault',
    fault: 'unknown_key',
    keyId: 'a',
    remedy: 'fix_keys',
    connectionId: 'con_1',
    message: expect.stringContaining("'a'") as string,
  });
});

test('another secret under the same id is a mismatch', async () => {
  const sealed = await vault({ keys: [{ id: 'a', secret: newSecret() }] }).seal('text', place);
  const other = vault({ keys: [{ id: 'a', secret: newSecret() }] });
  await expect(other.open(sealed, place)).rejects.toMatchObject({ code: 'vault', fault: 'mismatch' });
});
