import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { verificationKeys } from '../../src/adapter-kit/verification-keys.ts';

const MINUTE = 60_000;
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;

function keys() {
  let now = 1_000_000;
  const loads: string[] = [];
  const cache = verificationKeys({ now: () => now, monotonic: () => now, sleep: async () => {} });
  const get = (id: string, answer: () => ReadonlyMap<string, typeof key> = () => new Map([[id, key]])) =>
    cache.get(id, async () => {
      loads.push(id);
      return answer();
    });
  return { get, loads, pass: (ms: number) => void (now += ms) };
}

const none = () => new Map();
const broken = () => {
  throw new Error('down');
};

test('a key is fetched once for all who ask, and again after an hour', async () => {
  const { get, loads, pass } = keys();
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => get('a'))))).toEqual(new Set([key]));
  pass(59 * MINUTE);
  await get('a');
  expect(loads).toEqual(['a']);
  pass(MINUTE);
  await get('a');
  expect(loads).toEqual(['a', 'a']);
});

test('an unknown id is asked for once a minute, whatever came of it', async () => {
  for (const answer of [none, broken]) {
    const { get, loads, pass } = keys();
    for (let n = 0; n < 100; n++) await get('a', answer).catch(() => undefined);
    expect(loads).toHaveLength(1);
    pass(MINUTE);
    expect(await get('a')).toBe(key);
    expect(loads).toHaveLength(2);
  }
});

test('made-up ids cannot make us ask without end, and push out no key', async () => {
  const { get, loads, pass } = keys();
  await get('real');
  for (let n = 0; n < 5_000; n++) expect(await get(`fake ${n}`, none)).toBeUndefined();
  expect(loads).toHaveLength(60);
  expect(await get('real')).toBe(key);
  for (const id of ['', 'x'.repeat(257)]) expect(await get(id)).toBeUndefined();
  pass(MINUTE);
  expect(await get('new')).toBe(key);
});

test('a set brings all of its keys; one that is no longer in it is none', async () => {
  const { get, loads, pass } = keys();
  const set = () =>
    new Map([
      ['a', key],
      ['b', key],
    ]);
  expect(await get('a', set)).toBe(key);
  expect(await get('b', set)).toBe(key);
  expect(loads).toEqual(['a']);
  pass(61 * MINUTE);
  for (let n = 0; n < 3; n++) expect(await get('a', () => new Map([['b', key]]))).toBeUndefined();
  expect(await get('b', set)).toBe(key);
  expect(loads).toEqual(['a', 'a']);
});

test('a known key goes on for a day while its provider is down, asked about once a minute', async () => {
  const { get, loads, pass } = keys();
  await get('a');
  pass(61 * MINUTE);
  for (let n = 0; n < 10; n++) expect(await get('a', broken)).toBe(key);
  expect(loads).toHaveLength(2);
  pass(22 * 60 * MINUTE);
  expect(await get('a', broken)).toBe(key);
  pass(60 * MINUTE);
  await expect(get('a', broken)).rejects.toThrow('down');
  expect(await get('a', broken)).toBeUndefined();
  pass(MINUTE);
  expect(await get('a')).toBe(key);
});

test('a caller that gives up takes nothing from the others', async () => {
  const { get } = keys();
  const failing = Promise.allSettled([get('a', broken), get('a')]);
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('no more than a hundred keys are kept', async () => {
  const { get, loads, pass } = keys();
  for (let n = 0; n < 150; n++) {
    await get(`key ${n}`);
    pass(2_000);
  }
  loads.length = 0;
  await get('key 149');
  await get('key 50');
  expect(loads).toEqual([]);
  await get('key 49');
  expect(loads).toEqual(['key 49']);
});
