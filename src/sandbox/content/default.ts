import { merchantNames } from './merchants.ts';
import { placesOf } from './places.ts';
import type { ContentSource } from './source.ts';

const first = [
  'Ada',
  'Bruno',
  'Chidi',
  'Dana',
  'Elif',
  'Farid',
  'Greta',
  'Hana',
  'Ivo',
  'June',
  'Kofi',
  'Lena',
  'Mateo',
  'Noor',
  'Olga',
  'Priya',
];
const last = [
  'Abel',
  'Brandt',
  'Castillo',
  'Dufour',
  'Eriksen',
  'Fontana',
  'Garner',
  'Holm',
  'Ito',
  'Jansen',
  'Kovac',
  'Lindqvist',
  'Moreau',
  'Nowak',
  'Okafor',
  'Petrov',
];
const employers = [
  'Bluewater Analytics',
  'Cobalt Freight',
  'Fern & Field',
  'Halyard Labs',
  'Juniper Press',
  'Orbit Clinic',
  'Quarry Software',
  'Tern Airways',
];
const streets = [
  'Alder Street',
  'Beacon Lane',
  'Canal Road',
  'Dyer Row',
  'Elm Avenue',
  'Fuller Court',
  'Garden Way',
  'Hill Street',
];

/** The small set of invented names that a world uses when it is given no other. */
export const defaultContent: ContentSource = {
  firstNames: () => first,
  lastNames: () => last,
  employers: () => employers,
  streets: () => streets,
  places: placesOf,
  merchants: (_country, need) => merchantNames[need],
};
