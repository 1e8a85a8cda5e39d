import { type Money, moneyFromMinor, money as moneyOf, minorOf } from '../model/money.ts';

// Minor units that a US cent is worth: enough for a plausible price, not for trade.
const perCent: Readonly<Record<string, readonly [number, number]>> = {
  GBP: [4, 5],
  EUR: [9, 10],
  CHF: [9, 10],
  CAD: [27, 20],
  MXN: [18, 1],
  JPY: [3, 2],
  KWD: [3, 1],
};

/** US cents as minor units of a currency; one to one for a currency that this world does not know. */
export function priceIn(currency: string, cents: number): number {
  const [times, over] = perCent[currency] ?? [1, 1];
  return Math.round((cents * times) / over);
}

/** What `minor` units of one currency come to in minor units of another. */
export function exchanged(minor: number, from: string, to: string): number {
  const [times, over] = perCent[from] ?? [1, 1];
  return priceIn(to, Math.round((minor * over) / times));
}

/** Money from minor units, as whole numbers small enough to be exact. */
export function amountOf(minor: number | bigint, currency: string): Money {
  return moneyFromMinor(BigInt(minor), currency);
}

/** Money from what a caller wrote, in the account's currency, with no more digits than the currency has. */
export function amountFrom(text: string, currency: string): Money {
  const amount = moneyOf(text, currency);
  minorOf(amount);
  return amount;
}
