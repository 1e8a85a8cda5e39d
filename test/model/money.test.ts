import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/errors/fix-code.ts';
import {
  addMoney,
  compareMoney,
  currencyCode,
  currencyDigits,
  formatMoney,
  isIsoCurrency,
  isZero,
  minorOf,
  money,
  moneyFromMinor,
  negateMoney,
  parseMoney,
  signOf,
  subtractMoney,
  sumMoney,
} from '../../src/model/money.ts';

const long = '12345678901234567890123456789012345678';

describe('money', () => {
  test.each([
    ['12.5', 'USD', '12.50'],
    ['12.50', 'USD', '12.50'],
    ['12.500', 'USD', '12.50'],
    ['12.505', 'USD', '12.505'],
    ['12.5050', 'USD', '12.505'],
    ['+12', 'USD', '12.00'],
    ['.5', 'USD', '0.50'],
    ['007.10', 'USD', '7.10'],
    ['000', 'USD', '0.00'],
    ['-0', 'USD', '0.00'],
    ['-0.00', 'USD', '0.00'],
    ['-0.0010', 'USD', '-0.001'],
    ['1250', 'JPY', '1250'],
    ['1250.00', 'JPY', '1250'],
    ['1250.5', 'JPY', '1250.5'],
    ['-0', 'JPY', '0'],
    ['1.2', 'KWD', '1.200'],
    ['1.2345', 'CLF', '1.2345'],
    [`${long}.10`, 'USD', `${long}.10`],
    [`-${long}`, 'EUR', `-${long}.00`],
    ['0.000000010', 'BTC', '0.00000001'],
    ['12.50', 'XXX', '12.5'],
    ['100', 'USDC', '100'],
    [12, 'USD', '12.00'],
    [12.5, 'USD', '12.50'],
    [-0.05, 'USD', '-0.05'],
    [-0, 'USD', '0.00'],
    [-0, 'JPY', '0'],
    [1.1 + 2.2, 'USD', '3.30'],
    [0.1 + 0.2, 'USD', '0.30'],
    [-(0.1 + 0.2), 'KWD', '-0.300'],
    [12.999999999999998, 'USD', '13.00'],
    [0.9999999999, 'JPY', '1'],
    [-1e-10, 'USD', '0.00'],
    [1e-8, 'USD', '0.00000001'],
    [9.9999e-9, 'USD', '0.00'],
    [0.01999999, 'USD', '0.01999999'],
    [1e-7, 'USD', '0.0000001'],
    [1.005, 'USD', '1.005'],
    [1234.5, 'JPY', '1234.5'],
    [90071992547409.9, 'USD', '90071992547409.90'],
    [0.1 + 0.2, 'BTC', '0.3'],
    [1.5e-8, 'BTC', '0.000000015'],
    [12345678.12345678, 'BTC', '12345678.12345678'],
    [1250n, 'USD', '1250.00'],
    [-(10n ** 37n), 'JPY', `-1${'0'.repeat(37)}`],
  ] as const)('money(%s, %s) is %s', (value, currency, expected) => {
    expect(money(value, currency)).toEqual({ value: expected, currency });
    expect(money(expected, currency).value).toBe(expected);
  });

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -Infinity,
    1e21,
    2 ** 53,
    2 ** 53 / 100,
    JSON.parse('1e400') as number,
    '',
    ' ',
    '12.',
    '.',
    '-',
    '1e5',
    '1e21',
    '1,234.56',
    '٣',
    '１２',
    'NaN',
    'Infinity',
    '12 ',
    '--1',
    '1.2.3',
    '0x10',
    '1_000',
    null as unknown as string,
    undefined as unknown as string,
    {} as unknown as string,
  ])('money(%s) is refused and the value is not told', (value) => {
    const refusal = caught(() => money(value, 'USD', 'balances.current'));
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect(refusal).toMatchObject({ field: 'balances.current', expected: expect.any(String) });
    if (String(value).length > 3) expect(JSON.stringify(refusal)).not.toContain(String(value));
  });

  test('the limit of a number is 2^53 minor units of its own currency', () => {
    expect(money(2 ** 53 - 1, 'JPY').value).toBe('9007199254740991');
    expect(() => money(2 ** 53 - 1, 'USD')).toThrow(InvalidInputError);
  });

  test('extra digits are flagged', () => {
    expect(parseMoney('1.005', 'USD').extraDigits).toBe(true);
    expect(parseMoney('1.0050', 'KWD').extraDigits).toBe(false);
    expect(parseMoney(0.1 + 0.2, 'USD').extraDigits).toBe(false);
    expect(parseMoney('1.5', 'JPY').extraDigits).toBe(true);
    expect(parseMoney('0.00000001', 'BTC').extraDigits).toBe(false);
  });

  test('any whole number of minor units survives the way through a double', () => {
    const cases = fc.tuple(
      fc.integer({ min: -1e15 + 1, max: 1e15 - 1 }),
      fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'),
    );
    fc.assert(
      fc.property(cases, ([minor, currency]) => {
        const amount = moneyFromMinor(BigInt(minor), currency);
        expect(money(Number(amount.value), currency)).toEqual(amount);
        expect(minorOf(amount)).toBe(BigInt(minor));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a double is never changed by a millionth of a minor unit or more', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(Number(money(value, 'USD').value) - value)).toBeLessThanOrEqual(1e-8);
      }),
      { numRuns: 2_000 },
    );
  });

  test('sums of doubles come back clean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99_999, max: 99_999 }), { maxLength: 20 }), (cents) => {
        const float = cents.reduce((sum, cent) => sum + cent / 100, 0);
        expect(minorOf(money(float, 'USD'))).toBe(BigInt(cents.reduce((sum, cent) => sum + cent, 0)));
      }),
    );
  });
});

describe('currencies', () => {
  test.each([
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['ISK', 0],
    ['BTC', 0],
    ['XXX', 0],
    ['toString', 0],
  ])('%s has %i digits', (code, digits) => expect(currencyDigits(code)).toBe(digits));

  test('our table agrees with Intl for every code that has digits in both', () => {
    const known = Intl.supportedValuesOf('currency').filter(isIsoCurrency);
    expect(known.length).toBeGreaterThan(150);
    for (const currency of known) {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
      }).resolvedOptions();
      // Intl shows none where a country no longer has coins, which says nothing about the account's digits.
      if (maximumFractionDigits !== 0)
        expect([currency, maximumFractionDigits]).toEqual([currency, currencyDigits(currency)]);
    }
  });

  test('codes', () => {
    expect([' usd', 'USD', 'cUSDC', null, undefined, '', ' '].map((code) => currencyCode(code))).toEqual([
      'USD',
      'USD',
      'cUSDC',
      'XXX',
      'XXX',
      'XXX',
      'XXX',
    ]);
    for (const bad of ['US DOLLAR', 'x'.repeat(33), '<b>', 7 as unknown as string]) {
      expect(() => currencyCode(bad)).toThrow(InvalidInputError);
    }
  });
});

describe('arithmetic', () => {
  const usd = (value: string) => money(value, 'USD');

  test('exact at any size', () => {
    expect(addMoney(usd('0.1'), usd('0.2')).value).toBe('0.30');
    expect(addMoney(usd(long), usd('0.01')).value).toBe(`${long}.01`);
    expect(subtractMoney(usd('1'), usd('1.001')).value).toBe('-0.001');
    expect(sumMoney([usd('1.005'), usd('1.005')]).value).toBe('2.01');
    expect(negateMoney(usd('0')).value).toBe('0.00');
    expect(negateMoney(usd('-1.50')).value).toBe('1.50');
    expect(sumMoney([], 'JPY')).toEqual({ value: '0', currency: 'JPY' });
    expect(sumMoney([])).toEqual({ value: '0', currency: 'XXX' });
  });

  test('compare, sign, zero', () => {
    expect(compareMoney(usd('9.99'), usd('10'))).toBe(-1);
    expect(compareMoney(usd('-9.99'), usd('-10'))).toBe(1);
    expect(compareMoney({ value: '1.0', currency: 'USD' }, usd('1'))).toBe(0);
    expect(['-0.01', '0', '0.01'].map((value) => signOf(usd(value)))).toEqual([-1, 0, 1]);
    expect(isZero(usd('-0'))).toBe(true);
    expect(isZero(usd('0.001'))).toBe(false);
  });

  test('minor units are never rounded', () => {
    expect(minorOf(usd('-12.50'))).toBe(-1250n);
    expect(minorOf({ value: '12.500', currency: 'USD' })).toBe(1250n);
    expect(minorOf(money('1', 'BTC'), 8)).toBe(100_000_000n);
    expect(moneyFromMinor(1n, 'BTC', 8).value).toBe('0.00000001');
    expect(moneyFromMinor(-5n, 'USD').value).toBe('-0.05');
    expect(() => minorOf(usd('1.005'))).toThrow(InvalidInputError);
  });

  test('mixed currencies and foreign values are refused by our own error', () => {
    const eur = money('1', 'EUR');
    for (const act of [
      () => addMoney(usd('1'), eur),
      () => subtractMoney(usd('1'), eur),
      () => compareMoney(usd('1'), eur),
      () => sumMoney([usd('1'), eur]),
      () => sumMoney([eur], 'USD'),
      () => negateMoney({ value: '1,5', currency: 'USD' }),
      () => signOf({ value: '', currency: 'USD' }),
      () => minorOf({ value: 'x', currency: 'USD' }),
    ]) {
      expect(act).toThrow(InvalidInputError);
    }
  });

  const amounts = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat({ max: 10 }));
  test('the sum of parts is the total in integers', () => {
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 20 }), (parts) => {
        const total = parts.reduce((sum, [units, scale]) => sum + units * 10n ** BigInt(10 - scale), 0n);
        const sum = sumMoney(parts.map(([units, scale]) => moneyFromMinor(units, 'USD', scale)));
        expect(minorOf(sum, 10)).toBe(total);
        expect(isZero(subtractMoney(sum, sum))).toBe(true);
        expect(negateMoney(negateMoney(sum))).toEqual(sum);
        expect(signOf(sum)).toBe(total < 0n ? -1 : total > 0n ? 1 : 0);
      }),
    );
  });
});

describe('formatMoney', () => {
  test.each([
    ['1234.50', 'USD', 'en-US', '$1,234.50'],
    ['-1234.50', 'USD', 'en-US', '-$1,234.50'],
    ['1250', 'JPY', 'en-US', '¥1,250'],
    ['12345678901234567890.12', 'USD', 'en-US', '$12,345,678,901,234,567,890.12'],
    ['1.005', 'USD', 'en-US', '$1.005'],
    ['1.234', 'KWD', 'en-US', 'KWD\u00a01.234'],
    ['0.5', 'USDC', 'de-DE', '0,5\u00a0USDC'],
    ['0.00000001', 'BTC', 'en-US', 'BTC\u00a00.00000001'],
    ['12.5', 'XXX', 'en-US', '12.5'],
  ])('%s %s in %s is %s', (value, currency, locale, expected) => {
    expect(formatMoney({ value, currency }, locale)).toBe(expected);
  });

  test('never throws anything but our own error', () => {
    expect(formatMoney(money('1', 'EUR'))).toMatch(/1/);
    expect(() => formatMoney(money('1', 'EUR'), 'no_such_locale!')).toThrow(InvalidInputError);
    expect(() => formatMoney({ value: '1e5', currency: 'EUR' })).toThrow(InvalidInputError);
    for (let index = 0; index < 200; index++)
      formatMoney(money(`1.${'1'.repeat((index % 150) + 1)}`, 'EUR'), 'en');
  });
});

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
