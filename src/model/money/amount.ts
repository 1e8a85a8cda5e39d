import { InvalidInputError } from '../../errors/fix-code.ts';
import { currencyCode, currencyDigits, isIsoCurrency } from './currency.ts';
import { canonical, DECIMAL, fractionDigits, isCanonical } from './decimal.ts';
import { decimalOfNumber } from './decimal-of-number.ts';

/**
 * An exact amount of one currency.
 *
 * `value` is a canonical decimal string with at least the currency's own digits: `"12.50"` USD, `"1250"` JPY,
 * `"1.234"` KWD; more digits only where the provider really gave more, and never a trailing zero among those. `-0` is
 * `"0.00"`. So equal amounts of one currency are equal texts. `currency` is an ISO 4217 code, a custom code such as
 * `"BTC"`, or `"XXX"` where nobody said which: it is never guessed. Custom codes and `XXX` have no digits of their
 * own: `"12.5"`, `"0.00000001"`.
 *
 * @example
 * ```ts
 * const coffee: Money = { value: '-4.50', currency: 'USD' } // money out of the account
 * ```
 */
export interface Money {
  readonly value: string;
  readonly currency: string;
}

/** What {@link parseMoney} gives: the amount, and whether it has more digits than its currency. */
export interface ParsedMoney {
  readonly money: Money;
  /** `true` for `"1.005"` USD: kept exactly, but worth a note. Always `false` outside ISO 4217. */
  readonly extraDigits: boolean;
}

/**
 * An amount in canonical form, from what a provider or a person wrote.
 *
 * Strings may have any length and are taken digit by digit: plain decimals with a point, without exponent or
 * separators. JSON numbers stand for their shortest decimal text; float noise below a millionth of a minor unit is
 * removed (`0.1 + 0.2` is `"0.30"`), anything more is kept. A bigint counts whole units.
 *
 * @param currency A currency code; nothing at all is `XXX`.
 * @param field The name that the error gives to the value. Default: `amount`.
 * @throws {@link InvalidInputError} for any other text, a number that is not finite or has 2^53 minor units or more,
 * and a currency that cannot be a code. The error holds `field` and `expected`, never the value.
 * @example
 * ```ts
 * money(12.5, 'USD')    // { value: '12.50', currency: 'USD' }
 * money('1250', 'JPY')  // { value: '1250', currency: 'JPY' }
 * ```
 */
export function money(value: string | number | bigint, currency?: string | null, field = 'amount'): Money {
  const code = currencyCode(currency);
  return { value: amountText(value, code, field), currency: code };
}

/**
 * Like {@link money}, and says whether the amount has more digits than its currency, for adapters that report it.
 *
 * @throws {@link InvalidInputError} as {@link money} does.
 * @example
 * ```ts
 * parseMoney('1.005', 'USD') // { money: { value: '1.005', currency: 'USD' }, extraDigits: true }
 * ```
 */
export function parseMoney(
  value: string | number | bigint,
  currency?: string | null,
  field = 'amount',
): ParsedMoney {
  const parsed = money(value, currency, field);
  const { currency: code } = parsed;
  return {
    money: parsed,
    extraDigits: isIsoCurrency(code) && fractionDigits(parsed.value) > currencyDigits(code),
  };
}

function amountText(value: unknown, code: string, field: string): string {
  const digits = currencyDigits(code);
  if (typeof value === 'string') {
    if (isCanonical(value, digits)) return value;
    if (DECIMAL.test(value)) return canonical(value, digits);
    throw unreadable(field, 'a plain decimal such as 12.50');
  }
  if (typeof value === 'number') {
    const text = decimalOfNumber(value, isIsoCurrency(code) ? digits : undefined);
    if (text === undefined) throw unreadable(field, 'a finite number below 2^53 minor units');
    return isCanonical(text, digits) ? text : canonical(text, digits);
  }
  if (typeof value === 'bigint') return canonical(value.toString(), digits);
  throw unreadable(field, 'a decimal string or a number');
}

function unreadable(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${field} is not ${expected}`, { field, expected });
}
