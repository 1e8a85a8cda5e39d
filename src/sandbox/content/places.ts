import type { Place } from './source.ts';

const us: readonly Place[] = [
  { city: 'Portland', region: 'OR', postalCode: '97205', latitude: 45.5202, longitude: -122.6742 },
  { city: 'Madison', region: 'WI', postalCode: '53703', latitude: 43.0747, longitude: -89.3844 },
  { city: 'Savannah', region: 'GA', postalCode: '31401', latitude: 32.0809, longitude: -81.0912 },
  { city: 'Providence', region: 'RI', postalCode: '02903', latitude: 41.824, longitude: -71.4128 },
];

const others: Readonly<Record<string, readonly Place[]>> = {
  US: us,
  GB: [
    { city: 'Bristol', postalCode: 'BS1 4DJ', latitude: 51.4545, longitude: -2.5879 },
    { city: 'Leeds', postalCode: 'LS1 5AB', latitude: 53.8008, longitude: -1.5491 },
    { city: 'York', postalCode: 'YO1 7HH', latitude: 53.96, longitude: -1.0873 },
  ],
  DE: [
    { city: 'Köln', region: 'NW', postalCode: '50667', latitude: 50.9375, longitude: 6.9603 },
    { city: 'Mainz', region: 'RP', postalCode: '55116', latitude: 49.9929, longitude: 8.2473 },
    { city: 'Würzburg', region: 'BY', postalCode: '97070', latitude: 49.7913, longitude: 9.9534 },
  ],
  JP: [
    { city: 'Kyoto', region: 'Kyoto', postalCode: '600-8216', latitude: 35.0116, longitude: 135.7681 },
    { city: 'Sapporo', region: 'Hokkaido', postalCode: '060-0005', latitude: 43.0618, longitude: 141.3545 },
  ],
  KW: [{ city: 'Kuwait City', postalCode: '13001', latitude: 29.3759, longitude: 47.9774 }],
};

/** Towns of a country; those of the United States for a country without any here. */
export function placesOf(country: string): readonly Place[] {
  return others[country] ?? us;
}
