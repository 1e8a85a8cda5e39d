export { type Money, money, parseMoney } from './money/amount.ts';
export {
  addMoney,
  compareMoney,
  isZero,
  minorOf,
  moneyFromMinor,
  negateMoney,
  signOf,
  subtractMoney,
  sumMoney,
} from './money/arithmetic.ts';
export { currencyCode, currencyDigits, isIsoCurrency, UNKNOWN_CURRENCY } from './money/currency.ts';
export { formatMoney } from './money/format.ts';
export { amountSortKey } from './money/sort-key.ts';
