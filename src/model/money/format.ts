import { InvalidInputError } from '../../errors/fix-code.ts';
import { UNKNOWN_CURRENCY } from './currency.ts';
import { DECIMAL, fractionDigits } from './decimal.ts';
import type { Money } from './amount.ts';

// Making a formatter costs a hundred times more than using it.
const formatters = new Map<string, Intl.NumberFormat>();
const MOST_FORMATTERS = 64;
const MOST_DIGITS = 100;

/**
 * The amount as people write it, with every digit it has. For eyes only: never parse it back.
 *
 * A custom code stands behind the number (`0.5 USDC`); an unknown currency shows the number alone.
 *
 * @param locale A BCP 47 tag such as `de-DE`. Default: the machine's.
 * @throws {@link InvalidInputError} for a value that is no decimal or a locale that is no tag.
 * @example
 * ```ts
 * formatMoney({ value: '-1234.50', currency: 'USD' }, 'en-US') // '-$1,234.50'
 * ```
 */
export function formatMoney(amount: Money, locale?: string): string {
  const { value, currency } = amount;
  if (!DECIMAL.test(value)) throw invalid('value', 'a plain decimal such as 12.50');
  // Intl knows three-letter codes only, and throws on any other.
  const known = currency !== UNKNOWN_CURRENCY && /^[A-Z]{3}$/.test(currency);
  const digits = Math.min(fractionDigits(value), MOST_DIGITS);
  const text = formatterFor(locale, known ? currency : '', digits).format(value as `${number}`);
  return known || currency === UNKNOWN_CURRENCY ? text : `${text}\u00a0${currency}`;
}

function formatterFor(locale: string | undefined, currency: string, digits: number): Intl.NumberFormat {
  const key = `${locale ?? ''}|${currency}|${digits}`;
  let formatter = formatters.get(key);
  if (formatter) return formatter;
  const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  try {
    formatter = new Intl.NumberFormat(locale, currency ? { ...shown, style: 'currency', currency } : shown);
  } catch {
    throw invalid('locale', 'a BCP 47 tag such as en-GB');
  }
  if (formatters.size >= MOST_FORMATTERS) formatters.clear();
  formatters.set(key, formatter);
  return formatter;
}

function invalid(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${field} is not ${expected}`, { field, expected });
}
