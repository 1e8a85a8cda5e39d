import type { MerchantContent, Need } from 'bankweave/sandbox';

// A family name and what the family does; `online` shops have a site.
const trades: Readonly<Record<Need, { readonly words: readonly string[]; readonly online?: boolean }>> = {
  groceries: { words: ['Market', 'Foods', 'Grocers'] },
  coffee: { words: ['Coffee', 'Espresso', 'Roasters'] },
  restaurant: { words: ['Kitchen', 'Bistro', 'Diner', 'Grill', 'Noodles'] },
  fuel: { words: ['Fuel', 'Petrol', 'Gas'] },
  transit: { words: ['Transit', 'Lines'] },
  online: { words: ['Direct', 'Parcel', 'Books', 'Gadgets'], online: true },
  clothing: { words: ['Outfitters', 'Tailors', 'Denim'] },
  pharmacy: { words: ['Pharmacy', 'Chemist'] },
  entertainment: { words: ['Cinema', 'Theatre', 'Bowling'] },
  travel: { words: ['Airways', 'Hotels', 'Rail'], online: true },
  streaming: { words: ['Play', 'Stream', 'Sounds'], online: true },
  phone: { words: ['Mobile', 'Telecom'], online: true },
  utilities: { words: ['Energy', 'Water'], online: true },
  gym: { words: ['Fitness', 'Yoga'] },
  insurance: { words: ['Insurance', 'Mutual'], online: true },
  charity: { words: ['Foundation', 'Trust'], online: true },
};

const SHOPS = 8;

/** Every need that merchants are made for. */
export function needsOf(): readonly Need[] {
  return Object.keys(trades) as Need[];
}

/** Shops for a need, named after families. */
export function merchantsFrom(
  need: Need,
  families: readonly string[],
  number: () => number,
): readonly MerchantContent[] {
  const { words, online = false } = trades[need];
  return Array.from({ length: SHOPS }, () => {
    const family = families[number() % families.length] ?? need;
    const word = words[number() % words.length] ?? need;
    const site = `${word.toLowerCase()}-${(number() % 46_656).toString(36)}.example`;
    return online ? { name: `${family} ${word}`, website: site } : { name: `${family} ${word}` };
  });
}
