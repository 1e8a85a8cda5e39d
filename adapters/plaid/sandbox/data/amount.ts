import type { Money } from 'bankweave/adapter-kit';

/** An amount as Plaid writes it: a JSON number. */
export function numberOf(amount: Money): number;
export function numberOf(amount: Money | null | undefined): number | null;
export function numberOf(amount: Money | null | undefined): number | null {
  return amount ? Number(amount.value) : null;
}

/** The amount of a transaction: Plaid counts what leaves the account as positive. */
export function outflowOf(amount: Money): number {
  const number = Number(amount.value);
  return number === 0 ? 0 : -number;
}

// Plaid keeps these apart from the codes of ISO 4217.
const unofficial = new Set(
  'ADA BAT BCH BNB BSV BTC BTG CNH DASH DOGE ETC ETH GBX LSK NEO OMG QTUM USDT XLM XMR XRP ZEC ZRX'.split(
    ' ',
  ),
);

/** The two currency members, one of which is `null`. */
export function currencyOf(code: string, kind: 'iso' | 'unofficial' | 'none' = 'iso') {
  if (kind === 'none') return { iso_currency_code: null, unofficial_currency_code: null };
  if (kind === 'unofficial') return { iso_currency_code: null, unofficial_currency_code: 'BTC' };
  return unofficial.has(code)
    ? { iso_currency_code: null, unofficial_currency_code: code }
    : { iso_currency_code: code, unofficial_currency_code: null };
}
