import { InvalidInputError } from '../../errors/fix-code.ts';

// Sorts behind every digit, so that of two negative amounts the one with more figures comes first.
const END = '~';

/**
 * A text key for an amount's value: comparing keys as plain ASCII (SQLite's default, `COLLATE "C"` in Postgres) gives
 * the exact numeric order, negatives and 38-digit amounts included. Equal amounts have equal keys.
 *
 * A positive key is `2`, the length of the whole part, its figures, then the fraction's; the length itself is led by
 * its own length. A negative key is `0` and the nines' complement of the same. Zero is `1`.
 *
 * @throws {@link InvalidInputError} when the value is no plain decimal.
 * @example
 * ```ts
 * amountSortKey('9.50') < amountSortKey('10.00') // true
 * ```
 */
export function amountSortKey(value: string): string {
  const match = /^(-?)0*([0-9]*)(?:\.([0-9]+))?$/.exec(value);
  if (!match || value === '' || value === '-') {
    const expected = 'a plain decimal such as 12.50';
    throw new InvalidInputError(`value is not ${expected}`, { field: 'value', expected });
  }
  const [, sign, whole = '', fraction = ''] = match;
  const size = String(whole.length);
  const figures = `${size.length}${size}${whole}${trimEnd(fraction)}`;
  if (figures === '10') return '1';
  return sign ? `0${complement(figures)}${END}` : `2${figures}`;
}

function trimEnd(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

function complement(digits: string): string {
  let turned = '';
  for (let at = 0; at < digits.length; at++) turned += String.fromCharCode(105 - digits.charCodeAt(at));
  return turned;
}
