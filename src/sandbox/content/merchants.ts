import type { MerchantContent, Need } from './source.ts';

/** Invented companies for each need. */
export const merchantNames: Readonly<Record<Need, readonly MerchantContent[]>> = {
  groceries: named('Greenleaf Market', 'Corner Pantry', 'Harvest & Co', 'Daily Basket'),
  coffee: named('Blue Kettle Coffee', 'Slow Drip', 'Third Crack Roasters'),
  restaurant: named('Noodle Lantern', 'Trattoria Sole', 'The Brass Fork', 'Taco Meridian', 'Saffron House'),
  fuel: named('Pinewood Fuel', 'Crossroad Petrol', 'Lighthouse Gas'),
  transit: named('Metro Transit', 'City Lines'),
  online: online('Parcelwise', 'Bookmill', 'Gadget Orchard', 'Homespun'),
  clothing: named('Loom & Thread', 'Northern Outfit'),
  pharmacy: named('Willow Pharmacy', 'Care Corner'),
  entertainment: named('Grand Cinema', 'Vinyl Cellar', 'Riverside Bowling'),
  travel: online('Skylark Air', 'Wayfarer Inns', 'Coastline Rail'),
  streaming: online('Reelbox', 'Tuneleaf', 'Pagecast'),
  phone: online('Signal Mobile', 'Fibernest'),
  utilities: online('Municipal Power', 'Clearwater Utility'),
  gym: named('Iron Yard', 'Flow Studio'),
  insurance: online('Harbor Mutual', 'Sheltered'),
  charity: online('Rivers Trust', 'Open Shelter'),
};

function named(...names: string[]): MerchantContent[] {
  return names.map((name) => ({ name }));
}

function online(...names: string[]): MerchantContent[] {
  return names.map((name) => ({
    name,
    website: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.example`,
  }));
}
