import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidInputError } from '../../src/errors/fix-code.ts';
import { amountSortKey, moneyFromMinor } from '../../src/model/money.ts';

test('keys sort as the numbers do', () => {
  const sorted = [
    `-${'9'.repeat(120)}`,
    `-1${'0'.repeat(100)}`,
    `-${'9'.repeat(38)}.99`,
    `-${'9'.repeat(38)}`,
    '-100',
    '-10.01',
    '-10',
    '-9.99',
    '-9.9',
    '-1.55',
    '-1.5',
    '-1.05',
    '-1',
    '-0.1',
    '-0.05',
    '-0.0001',
    '0',
    '0.0001',
    '0.05',
    '0.1',
    '1',
    '1.05',
    '1.5',
    '1.55',
    '9.9',
    '9.99',
    '10',
    '10.01',
    '100',
    '9'.repeat(38),
    `${'9'.repeat(38)}.99`,
    `1${'0'.repeat(100)}`,
  ];
  const keys = sorted.map(amountSortKey);
  expect(keys.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('equal amounts have equal keys', () => {
  expect(amountSortKey('1.50')).toBe(amountSortKey('1.5'));
  expect(amountSortKey('-0.00')).toBe(amountSortKey('0'));
  expect(amountSortKey('007')).toBe(amountSortKey('7'));
});

test('key order is numeric order for any two amounts', () => {
  const amount = fc.tuple(
    fc.oneof(fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }), fc.bigInt({ min: -2_000n, max: 2_000n })),
    fc.nat({ max: 6 }),
  );
  fc.assert(
    fc.property(amount, amount, ([a, scaleA], [b, scaleB]) => {
      const [x, y] = [a * 10n ** BigInt(6 - scaleA), b * 10n ** BigInt(6 - scaleB)];
      const keyOf = (units: bigint, scale: number) =>
        amountSortKey(moneyFromMinor(units, 'USD', scale).value);
      const [left, right] = [keyOf(a, scaleA), keyOf(b, scaleB)];
      expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(x < y ? -1 : x > y ? 1 : 0);
      expect(left + right).toMatch(/^[0-9~]+$/);
    }),
    { numRuns: 5_000 },
  );
});

test('only decimals have a key', () => {
  for (const bad of ['', '-', '1e5', '1,5', 'x', '.', '1.', '+1']) {
    expect(() => amountSortKey(bad)).toThrow(InvalidInputError);
  }
});
