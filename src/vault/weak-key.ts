import { hash } from 'node:crypto';

// Keys that stand in standards and manuals, and so in copied configuration.
const PUBLISHED = [
  '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
  'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
  '92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b',
  '4c973dbc7364621674f8b5b89e5c15511fced9216490fb1c1a2caa0ffe0407e5',
  'c47b0294dbbbee0fec4757f22ffeee3587ca4730c3d33b691df38bab076bc558',
];
// Digests of these are the next thing people take for a key.
const WORDS = [
  '',
  'bankweave',
  'changeme',
  'default',
  'example',
  'hello',
  'key',
  'password',
  'secret',
  'test',
  'vault',
];
/** 32 random bytes have about 30 different ones; below this is no accident. */
const FEWEST_DIFFERENT = 16;

/** Why 32 bytes must not be a key, or `undefined` where nothing speaks against them. */
export function weaknessOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('hex');
  const [first = 0, second = 0] = bytes;
  if (bytes.every((byte) => byte === first)) return 'is one byte all over';
  const step = (second - first) & 0xff;
  if (bytes.every((byte, at) => byte === ((first + at * step) & 0xff))) return 'merely counts';
  if (PUBLISHED.includes(text)) return 'is an example that everybody knows';
  if (WORDS.some((word) => hash('sha256', word, 'hex') === text)) return 'is the digest of a common word';
  if (text.slice(0, 32) === text.slice(32)) return 'repeats itself';
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f))
    return 'is text in disguise; a passphrase is no key';
  return new Set(bytes).size < FEWEST_DIFFERENT ? 'is not random' : undefined;
}
