import type { ContentSource, Place } from '../content/source.ts';
import { stream } from '../random.ts';

/** A customer, made from the seed and the username alone. */
export interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly street: string;
  readonly place: Place;
  readonly country: string;
  readonly employer: string;
  readonly landlord: string;
  /** Net pay a month in US cents. */
  readonly pay: number;
  /** Rent a month in US cents. */
  readonly rent: number;
  readonly paysRentByCheck: boolean;
}

/** The person behind a username in a country. */
export function personOf(seed: string, username: string, country: string, content: ContentSource): Person {
  const chance = stream(seed, 'person', country, username);
  const firstName = chance.pick(content.firstNames(country));
  const lastName = chance.pick(content.lastNames(country));
  const pay = chance.between(5600, 7800) * 100;
  return {
    username,
    firstName,
    lastName,
    email: `${chance.digits(6)}@people.example`,
    street: `${chance.between(1, 240)} ${chance.pick(content.streets(country))}`,
    place: chance.pick(content.places(country)),
    country,
    employer: chance.pick(content.employers(country)),
    landlord: `${chance.pick(content.firstNames(country))} ${chance.pick(content.lastNames(country))}`,
    pay,
    rent: Math.round((pay * chance.between(24, 30)) / 10_000) * 100,
    paysRentByCheck: country === 'US' && chance.chance(400),
  };
}
