import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterPrefix } from '../../../src/store/sql/prefix-range.ts';
import { fromText, toText } from '../../../src/store/sql/text.ts';

// Any UTF-16 at all, with what is odd more often than chance would have it.
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('\0', '\ufdd0', '\ud800', '\udfff', '0', 'f', '\u{10ffff}'),
);
const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(''));
const bytes = (value: string): Buffer => Buffer.from(value, 'utf8');

test('every text can be stored and comes back', () => {
  fc.assert(
    fc.property(text, (value) => {
      const stored = toText(value);
      expect(fromText(stored)).toBe(value);
      expect(stored.isWellFormed() && !stored.includes('\0')).toBe(true);
    }),
  );
});

test('different texts are stored differently', () => {
  fc.assert(fc.property(text, text, (a, b) => (a === b) === (toText(a) === toText(b))));
});

test('the end of a prefix is beyond everything with it, and nothing else is in between', () => {
  const plain = fc.string({ unit: 'binary', maxLength: 5 });
  fc.assert(
    fc.property(plain, plain, (prefix, other) => {
      const end = afterPrefix(prefix);
      if (end === null) return;
      const inside = bytes(other).compare(bytes(prefix)) >= 0 && bytes(other).compare(bytes(end)) < 0;
      expect(inside).toBe(other.startsWith(prefix));
      expect(bytes(prefix + other).compare(bytes(end))).toBeLessThan(0);
    }),
  );
  expect(afterPrefix('')).toBeNull();
  expect(afterPrefix('\u{10ffff}')).toBeNull();
  expect(afterPrefix('a\ud7ff')).toBe('a\ue000');
});
