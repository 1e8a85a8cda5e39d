import { priceIn } from '../amount.ts';
import type { AccountFrame } from '../bank/account.ts';
import type { MerchantContent, Need } from '../content/source.ts';
import { fingerprint, type Stream } from '../random.ts';
import type { WorldMerchant } from '../row.ts';
import type { Draft, PlanContext } from './draft.ts';
import { needs } from './needs.ts';

const known = new WeakMap<MerchantContent, WorldMerchant>();

/** A shop with its number at the bank. */
export function merchantOf(shop: MerchantContent): WorldMerchant {
  const held = known.get(shop) ?? {
    id: `mch-${fingerprint('merchant', shop.name).slice(0, 10)}`,
    name: shop.name,
    ...(shop.website !== undefined && { website: shop.website }),
  };
  known.set(shop, held);
  return held;
}

/** Somebody pays for a need: merchant, place and price are drawn from `chance`; `extra` says what is special. */
export function purchase(
  { login, content }: PlanContext,
  chance: Stream,
  account: AccountFrame,
  need: Need,
  minute: number,
  extra: { cents?: number; shop?: MerchantContent } = {},
): Draft {
  const { detailed, price, channel } = needs[need];
  const { person } = login;
  const shop = extra.shop ?? chance.pick(content.merchants(person.country, need));
  const cents = extra.cents ?? chance.between(...price);
  const store = chance.between(100, 999);
  const { city, region, postalCode, latitude, longitude } = person.place;
  const block = chance.between(1, 400);
  const location = {
    address: `${block} ${chance.pick(content.streets(person.country))}`,
    city,
    ...(region === undefined ? {} : { region }),
    postalCode,
    country: person.country,
    latitude,
    longitude,
    storeNumber: String(store),
  };
  return {
    account,
    minute,
    amount: -priceIn(account.currency, cents),
    description: shop.name,
    raw: rawText(shop.name, channel === 'in_store' ? `#${store} ${city}` : (shop.website ?? 'ONLINE')),
    merchant: merchantOf(shop),
    detailed,
    kind: 'purchase',
    channel,
    ...(channel === 'in_store' ? { location } : {}),
    card: {},
  };
}

/** The text of a bank statement: capitals, short, with the shop's number and town. */
function rawText(name: string, rest: string): string {
  return `${name.toUpperCase().slice(0, 22).trimEnd()} ${rest.toUpperCase()}`.slice(0, 40).trimEnd();
}
