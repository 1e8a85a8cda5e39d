import type { World, WorldInstitution } from 'bankweave/sandbox';
import { Problem } from './problem.ts';

// Where Plaid is. Banks of the world in other countries are not to be found here.
const countries = 'US GB ES NL FR IE CA DE IT PL DK NO SE EE LT LV PT BE AT FI'.split(' ');

/** The banks of the world that Plaid knows. */
export function banksOf(world: World): readonly WorldInstitution[] {
  return world.institutions.filter(({ country }) => countries.includes(country));
}

/** Plaid's id of a bank. It follows from the bank's place in the world, so it stays from run to run. */
export function institutionIdOf(world: World, bank: WorldInstitution): string {
  return `ins_${900_001 + world.institutions.findIndex(({ id }) => id === bank.id)}`;
}

/** The bank that one of Plaid's ids names. */
export function bankBy(world: World, institutionId: string): WorldInstitution {
  const bank = banksOf(world).find((each) => institutionIdOf(world, each) === institutionId);
  if (!bank) throw new Problem('INVALID_INSTITUTION', 'invalid institution_id provided');
  return bank;
}

/** Whether a country code is one of Plaid's. */
export function isCountry(code: string): boolean {
  return countries.includes(code);
}

/** Banks whose account numbers are tokens: their accounts have an id that outlives an Item. */
export function hasTokenizedNumbers(bank: WorldInstitution): boolean {
  return bank.id === 'river-bank';
}
