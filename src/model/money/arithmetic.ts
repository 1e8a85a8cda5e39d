import { InvalidInputError } from '../../errors/fix-code.ts';
import { currencyDigits, UNKNOWN_CURRENCY } from './currency.ts';
import { canonical, DECIMAL, fractionDigits, fromScaled, toScaled } from './decimal.ts';
import type { Money } from './amount.ts';

/**
 * The exact sum of two amounts of one currency.
 *
 * @throws {@link InvalidInputError} when the currencies differ or a value is no decimal.
 * @example
 * ```ts
 * addMoney(money('0.10', 'USD'), money('0.20', 'USD')).value // '0.30'
 * ```
 */
export function addMoney(a: Money, b: Money): Money {
  return sumMoney([a, b]);
}

/**
 * `a - b`, exactly.
 *
 * @throws {@link InvalidInputError} when the currencies differ or a value is no decimal.
 * @example
 * ```ts
 * subtractMoney(money('1', 'USD'), money('0.01', 'USD')).value // '0.99'
 * ```
 */
export function subtractMoney(a: Money, b: Money): Money {
  return sumMoney([a, negateMoney(b)]);
}

/**
 * The amount with its sign turned; zero stays zero.
 *
 * @throws {@link InvalidInputError} when the value is no decimal.
 * @example
 * ```ts
 * negateMoney(money('4.50', 'USD')).value // '-4.50'
 * ```
 */
export function negateMoney(amount: Money): Money {
  const { currency } = amount;
  const value = decimalOf(amount);
  const turned = value.startsWith('-') ? value.slice(1) : `-${value.replace('+', '')}`;
  return { value: canonical(turned, currencyDigits(currency)), currency };
}

/**
 * The exact sum of any number of amounts of one currency.
 *
 * @param currency The currency of an empty sum, and the one that every amount must have. Default: that of the first
 * amount; an empty sum without it is zero `XXX`.
 * @throws {@link InvalidInputError} when the currencies differ or a value is no decimal.
 * @example
 * ```ts
 * sumMoney(rows.map((row) => row.amount), 'EUR')
 * ```
 */
export function sumMoney(amounts: Iterable<Money>, currency?: string): Money {
  let code = currency;
  let scale = 0;
  let total = 0n;
  for (const amount of amounts) {
    code ??= amount.currency;
    requireCurrency(amount, code);
    const value = decimalOf(amount);
    const digits = fractionDigits(value);
    if (digits > scale) {
      total *= 10n ** BigInt(digits - scale);
      scale = digits;
    }
    total += toScaled(value, scale);
  }
  code ??= UNKNOWN_CURRENCY;
  return { value: fromScaled(total, scale, currencyDigits(code)), currency: code };
}

/**
 * `-1`, `0` or `1`: whether `a` is less than, equal to or more than `b`.
 *
 * @throws {@link InvalidInputError} when the currencies differ or a value is no decimal.
 * @example
 * ```ts
 * amounts.sort(compareMoney)
 * ```
 */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  requireCurrency(b, a.currency);
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const scale = Math.max(fractionDigits(left), fractionDigits(right));
  const difference = toScaled(left, scale) - toScaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * `1` for money in, `-1` for money out, `0` for nothing.
 *
 * @throws {@link InvalidInputError} when the value is no decimal.
 * @example
 * ```ts
 * signOf(money('-4.50', 'USD')) // -1
 * ```
 */
export function signOf(amount: Money): -1 | 0 | 1 {
  const value = decimalOf(amount);
  if (!/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

/**
 * Whether the amount is nothing.
 *
 * @throws {@link InvalidInputError} when the value is no decimal.
 * @example
 * ```ts
 * isZero(money(0, 'JPY')) // true
 * ```
 */
export function isZero(amount: Money): boolean {
  return signOf(amount) === 0;
}

/**
 * The amount of so many minor units.
 *
 * @param digits Digits of the minor unit. Default: the currency's own, 0 outside ISO 4217.
 * @example
 * ```ts
 * moneyFromMinor(1250n, 'USD').value   // '12.50'
 * moneyFromMinor(1n, 'BTC', 8).value   // '0.00000001'
 * ```
 */
export function moneyFromMinor(minor: bigint, currency: string, digits = currencyDigits(currency)): Money {
  return { value: fromScaled(minor, digits, currencyDigits(currency)), currency };
}

/**
 * The amount as a whole number of minor units.
 *
 * @param digits Digits of the minor unit. Default: the currency's own, 0 outside ISO 4217.
 * @throws {@link InvalidInputError} when the amount has more digits than that: nothing is rounded.
 * @example
 * ```ts
 * minorOf(money('12.50', 'USD')) // 1250n
 * ```
 */
export function minorOf(amount: Money, digits = currencyDigits(amount.currency)): bigint {
  const value = canonical(decimalOf(amount), 0);
  if (fractionDigits(value) <= digits) return toScaled(value, digits);
  const expected = `at most ${digits} digits behind the point`;
  throw new InvalidInputError(`value does not have ${expected}`, { field: 'value', expected });
}

function decimalOf({ value }: Money): string {
  if (DECIMAL.test(value)) return value;
  const expected = 'a plain decimal such as 12.50';
  throw new InvalidInputError(`value is not ${expected}`, { field: 'value', expected });
}

function requireCurrency({ currency }: Money, code: string): void {
  if (currency === code) return;
  const expected = 'amounts of one currency';
  throw new InvalidInputError(`cannot combine currencies: expected ${expected}`, {
    field: 'currency',
    expected,
  });
}
