import { expect, test } from 'vitest';
import { differences } from '../../src/store/differences.ts';

test('finds the fields that differ, with what they were', () => {
  const before = { a: 1, b: { x: 1, y: [1, 2] }, c: 'same', d: undefined, e: [] };
  const after = { a: 2, b: { y: [1, 2], x: 1 }, c: 'same', e: {}, f: true };
  expect(differences<object>(before, after)).toEqual({ a: 1, e: [], f: null });
  expect(differences<object>(before, after, ['a', 'e', 'f'])).toEqual({});
});

test('compares deeply, and takes no name from the prototype', () => {
  expect(differences<object>({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } })).toEqual({
    a: { b: [1, { c: 2 }] },
  });
  expect(differences<object>({ a: [1, 2] }, { a: [1] })).toEqual({ a: [1, 2] });
  expect(differences<object>({ a: null }, { a: {} })).toEqual({ a: null });
  expect(Object.keys(differences<object>({ a: {} }, { a: { constructor: undefined } }))).toEqual([]);
  expect(differences<object>({ a: {} }, { a: { toString: 1 } })).toEqual({ a: {} });
});
