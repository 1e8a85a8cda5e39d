import type { DetailedCategory } from '../../model/category.ts';
import type { TransactionChannel } from '../../model/transaction.ts';
import type { Need } from '../content/source.ts';

/** What a need costs and how it is filed. */
export interface NeedTerms {
  readonly detailed: DetailedCategory;
  /** US cents, lowest and highest. */
  readonly price: readonly [number, number];
  readonly channel: TransactionChannel;
}

/** Price range and category of every need. */
export const needs: Readonly<Record<Need, NeedTerms>> = {
  groceries: terms('food_and_drink.groceries', 1200, 11_500),
  coffee: terms('food_and_drink.coffee', 325, 795),
  restaurant: terms('food_and_drink.restaurants', 1400, 6800),
  fuel: terms('transportation.fuel', 2800, 6900),
  transit: terms('transportation.public_transit', 275, 295),
  online: terms('general_merchandise.online_marketplaces', 899, 8900, 'online'),
  clothing: terms('general_merchandise.clothing', 1900, 13_500),
  pharmacy: terms('medical.pharmacy', 600, 3900),
  entertainment: terms('entertainment.events_and_attractions', 1100, 5200),
  travel: terms('travel.lodging', 12_000, 58_000, 'online'),
  streaming: terms('entertainment.tv_and_movies', 799, 1899, 'online'),
  phone: terms('rent_and_utilities.mobile_phone', 3500, 7500, 'online'),
  utilities: terms('rent_and_utilities.electricity_and_gas', 6500, 16_000, 'online'),
  gym: terms('personal_care.gym', 2900, 6900, 'other'),
  insurance: terms('insurance.home', 8000, 17_500, 'online'),
  charity: terms('government_and_non_profit.donations', 1000, 5000, 'online'),
};

function terms(
  detailed: DetailedCategory,
  low: number,
  high: number,
  channel: TransactionChannel = 'in_store',
): NeedTerms {
  return { detailed, price: [low, high], channel };
}
