import * as crypto from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { newSecret, place } from './keys.ts';

vi.mock('node:crypto', { spy: true });
const { vault } = await import('bankweave/vault');

test('every cipher has a kept key object, a fresh IV of 12 bytes and a tag of 16', async () => {
  const keys = [{ id: 'k1', secret: newSecret() }];
  const [one, two] = [vault({ keys }), vault({ keys })];
  const derivations = vi.mocked(crypto.hkdfSync).mock.calls.length;
  const texts: string[] = [];
  for (let count = 0; count < 150; count++) texts.push(await one.seal('text', place));
  for (const text of texts) await two.open(text, place);
  const sealing = vi.mocked(crypto.createCipheriv).mock.calls;
  const opening = vi.mocked(crypto.createDecipheriv).mock.calls;
  // One data key is wrapped and unwrapped once, and its halves are derived once on each side.
  expect([sealing.length, opening.length]).toEqual([151, 151]);
  expect(vi.mocked(crypto.hkdfSync).mock.calls.length - derivations).toBe(2);
  for (const [algorithm, key, iv, options] of [...sealing, ...opening]) {
    expect(algorithm).toBe('aes-256-gcm');
    expect(key).toBeInstanceOf(crypto.KeyObject);
    expect(iv).toHaveLength(12);
    // Without it Node takes tags of 12, 8 and 4 bytes too.
    expect(options).toEqual({ authTagLength: 16 });
  }
  const ivs = sealing.map(([, , iv]) => Buffer.from(iv as Uint8Array).toString('hex'));
  expect(new Set(ivs).size).toBe(151);
});
