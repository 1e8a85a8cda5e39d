import { expect, test } from 'vitest';
import { balanceKindOf } from '../../src/model/balance.ts';
import {
  category,
  DETAILED_CATEGORIES,
  isPrimaryCategory,
  PRIMARY_CATEGORIES,
} from '../../src/model/category.ts';

test('every key of the taxonomy is known, once', () => {
  const keys = PRIMARY_CATEGORIES.flatMap((primary) =>
    DETAILED_CATEGORIES[primary].map((finer) => `${primary}.${finer}`),
  );
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) {
    expect(key).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(category(key)).toEqual({ primary: key.split('.')[0], detailed: key });
  }
  for (const primary of PRIMARY_CATEGORIES) expect(category(primary)).toEqual({ primary, detailed: primary });
  expect(Object.keys(DETAILED_CATEGORIES)).toEqual([...PRIMARY_CATEGORIES]);
});

test.each([
  ['Llama grooming', { primary: 'other', detailed: 'other', provider: 'Llama grooming' }],
  ['travel.moon', { primary: 'travel', detailed: 'travel', provider: 'travel.moon' }],
  ['__proto__', { primary: 'other', detailed: 'other', provider: '__proto__' }],
  ['constructor.name', { primary: 'other', detailed: 'other', provider: 'constructor.name' }],
  ['', { primary: 'other', detailed: 'other' }],
  [null, { primary: 'other', detailed: 'other' }],
  [7 as unknown as string, { primary: 'other', detailed: 'other' }],
])('%s never throws and loses nothing', (key, expected) => {
  expect(category(key)).toEqual(expected);
});

test("the provider's own value and confidence are kept", () => {
  expect(category('travel.flights', { provider: 'TRAVEL_FLIGHTS', confidence: 'high' })).toEqual({
    primary: 'travel',
    detailed: 'travel.flights',
    confidence: 'high',
    provider: 'TRAVEL_FLIGHTS',
  });
  expect(category('nope', { provider: 'NEW_THING' }).provider).toBe('NEW_THING');
  expect(Object.keys(category('travel', { provider: undefined }))).toEqual(['primary', 'detailed']);
});

test('primaries are recognised', () => {
  expect(isPrimaryCategory('travel')).toBe(true);
  for (const value of ['toString', 'travel.flights', '', null, {}])
    expect(isPrimaryCategory(value)).toBe(false);
});

test('what is owed and what is held', () => {
  expect((['depository', 'credit', 'loan', 'investment', 'other'] as const).map(balanceKindOf)).toEqual([
    'asset',
    'liability',
    'liability',
    'asset',
    'asset',
  ]);
});
