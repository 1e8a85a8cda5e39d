import { stream } from '../random.ts';
import type { WorldInstitution } from './institutions.ts';

/** What other banks address an account by. */
export interface AccountNumbers {
  /** The full number. */
  readonly number: string;
  readonly iban?: string;
  readonly bic?: string;
  readonly sortCode?: string;
  /** The American bank number. */
  readonly routing?: string;
}

/** The numbers of an account, with right check digits; cards have a sixteen-digit number and nothing else. */
export function numbersOf(
  seed: string,
  bank: WorldInstitution,
  accountId: string,
  card: boolean,
): AccountNumbers {
  const own = stream(seed, 'number', accountId);
  const house = stream(seed, 'number', bank.id);
  if (card) return { number: withLuhn(`49${own.digits(13)}`) };
  const letters = bank.id
    .replaceAll(/[^a-z]/g, '')
    .slice(0, 4)
    .toUpperCase();
  const bic = `${letters}${bank.country}22`;
  const branch = house.digits(6);
  if (bank.country === 'GB') {
    const number = own.digits(8);
    const sortCode = branch.replace(/(..)(..)(..)/, '$1-$2-$3');
    return { number, sortCode, bic, iban: ibanOf('GB', `${letters}${branch}${number}`) };
  }
  if (bank.country === 'DE') {
    const number = own.digits(10);
    return { number, bic, iban: ibanOf('DE', `${branch}00${number}`) };
  }
  if (bank.country === 'KW') {
    const number = own.digits(12);
    return { number, bic, iban: ibanOf('KW', `${letters}${number.padStart(22, '0')}`) };
  }
  if (bank.country === 'US') return { number: own.digits(10), routing: routingOf(`0${house.digits(7)}`) };
  return { number: own.digits(7), bic };
}

function ibanOf(country: string, rest: string): string {
  const digits = Array.from(`${rest}${country}00`)
    .map((c) => (/\d/.test(c) ? c : String(c.charCodeAt(0) - 55)))
    .join('');
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${rest}`;
}

function routingOf(eight: string): string {
  const weights = [3, 7, 1];
  const sum = Array.from(eight).reduce((total, digit, i) => total + Number(digit) * (weights[i % 3] ?? 0), 0);
  return `${eight}${(10 - (sum % 10)) % 10}`;
}

function withLuhn(fifteen: string): string {
  const sum = Array.from(fifteen).reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${fifteen}${(10 - (sum % 10)) % 10}`;
}
