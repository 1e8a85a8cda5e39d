import { amountOf, priceIn } from '../amount.ts';
import type { World } from '../world.ts';

/** US cents as a decimal text in an account's currency, with the same sign. */
export function amountIn(world: World, accountId: string, cents: number): string {
  const { currency } = world.account(accountId);
  const minor = priceIn(currency, Math.abs(cents));
  return amountOf(cents < 0 ? -minor : minor, currency).value;
}
