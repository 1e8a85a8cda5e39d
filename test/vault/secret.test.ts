import { inspect } from 'node:util';
import { Secret } from 'bankweave/vault';
import { expect, test } from 'vitest';

const canary = 'canary-secret-5f2c';

test('a secret shows itself only when asked to', () => {
  const secret = new Secret(canary);
  expect(secret.reveal()).toBe(canary);
  class Holder {
    readonly inner = { list: [secret], map: new Map([[secret, secret]]) };
  }
  const shown = [
    String(secret),
    `${secret.toString()}`,
    `${secret as unknown as string}`,
    JSON.stringify({ secret, deep: [secret] }),
    inspect(secret, { depth: Infinity, showHidden: true, getters: true }),
    inspect(new Holder(), { depth: Infinity, showHidden: true, getters: true }),
    inspect(secret, { customInspect: false, showHidden: true, depth: Infinity, getters: true }),
    inspect(structuredClone({ secret }), { depth: Infinity, showHidden: true }),
    JSON.stringify(structuredClone({ secret })),
    JSON.stringify(Object.assign({}, secret)),
    Object.entries(secret).join(),
    new Error(`about ${secret.toString()}`, { cause: secret }).stack ?? '',
    inspect(new Error('about', { cause: secret })),
  ];
  for (const text of shown) expect(text).not.toContain(canary);
  expect(shown.slice(0, 4)).toEqual([
    '[secret]',
    '[secret]',
    '[secret]',
    '{"secret":"[secret]","deep":["[secret]"]}',
  ]);
  expect(inspect({ secret })).toBe('{ secret: [secret] }');
});
