import { InvalidInputError } from '../../errors/fix-code.ts';

/** The currency of an amount whose provider did not say which it is (ISO 4217's own code for "no currency"). */
export const UNKNOWN_CURRENCY = 'XXX';

// ISO 4217, active codes and those bank data still carries, by the number of digits of their minor unit.
const CODES: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE ' +
    'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL ' +
    'HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU ' +
    'MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG ' +
    'SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST ' +
    'XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES).flatMap(([digits, codes]) =>
    codes.split(' ').map((code) => [code, Number(digits)] as const),
  ),
);

/**
 * How many digits the currency's minor unit has: 2 for `USD`, 0 for `JPY`, 3 for `KWD`, 4 for `CLF`.
 *
 * A code outside ISO 4217 (`BTC`, `XXX`) has no digits of its own: the answer is 0, which is the least that an
 * amount shows, never a limit to what it keeps.
 *
 * @example
 * ```ts
 * currencyDigits('JPY') // 0
 * ```
 */
export function currencyDigits(code: string): number {
  return DIGITS.get(code) ?? 0;
}

/** Whether the code is one of ISO 4217 with a minor unit of its own; `false` for `BTC` and `XXX`. */
export function isIsoCurrency(code: string): boolean {
  return DIGITS.has(code);
}

/**
 * The currency code to store: three letters become upper case, other codes (`USDC`) stay as they are, and nothing at
 * all is {@link UNKNOWN_CURRENCY}.
 *
 * @throws {@link InvalidInputError} for text that cannot be a code: over 32 characters or with spaces in it.
 * @example
 * ```ts
 * currencyCode('gbp') // 'GBP'
 * currencyCode(null)  // 'XXX'
 * ```
 */
export function currencyCode(text: string | null | undefined, field = 'currency'): string {
  if (text === null || text === undefined) return UNKNOWN_CURRENCY;
  if (DIGITS.has(text)) return text;
  const code = typeof text === 'string' ? text.trim() : '?'.repeat(33);
  if (code === '') return UNKNOWN_CURRENCY;
  if (/^[A-Za-z]{3}$/.test(code)) return code.toUpperCase();
  if (code.length <= 32 && /^[\w.$-]+$/.test(code)) return code;
  const expected = 'a currency code such as USD';
  throw new InvalidInputError(`${field} is not ${expected}`, { field, expected });
}
