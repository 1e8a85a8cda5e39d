import type { Faker } from '@faker-js/faker';
import { ConfigurationError } from 'bankweave/adapter-kit';
import type { ContentSource, MerchantContent, Need, Place } from 'bankweave/sandbox';
import { merchantsFrom, needsOf } from './merchants.ts';

/** What is taken from one locale. */
interface Country {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly employers: readonly string[];
  readonly streets: readonly string[];
  readonly places: readonly Place[];
  readonly merchants: Readonly<Record<Need, readonly MerchantContent[]>>;
}

/**
 * Names for a world made with `@faker-js/faker`: people, employers, shops and towns in the language of each country.
 * The package is loaded here and not before; its shared instance is left as it is.
 *
 * @param seed The same seed gives the same names. Default: 1.
 * @throws ConfigurationError when `@faker-js/faker` is not installed.
 * @example
 * ```ts
 * const world = createWorld({ seed: 7, content: await fakerContent(7) })
 * ```
 */
export async function fakerContent(seed: number | string = 1): Promise<ContentSource> {
  const locales = await load();
  const fallback = countryFrom('US', locales['US'] as Faker, seed);
  const made: Record<string, Country> = { US: fallback };
  for (const [code, faker] of Object.entries(locales)) made[code] ??= countryFrom(code, faker, seed);
  const of = (code: string): Country => (Object.hasOwn(made, code) ? made[code] : undefined) ?? fallback;
  return {
    firstNames: (code) => of(code).firstNames,
    lastNames: (code) => of(code).lastNames,
    employers: (code) => of(code).employers,
    streets: (code) => of(code).streets,
    places: (code) => of(code).places,
    merchants: (code, need) => of(code).merchants[need],
  };
}

async function load(): Promise<Record<string, Faker>> {
  try {
    const [us, gb, de, jp, kw] = await Promise.all([
      import('@faker-js/faker/locale/en_US'),
      import('@faker-js/faker/locale/en_GB'),
      import('@faker-js/faker/locale/de'),
      import('@faker-js/faker/locale/ja'),
      import('@faker-js/faker/locale/ar'),
    ]);
    return { US: us.faker, GB: gb.faker, DE: de.faker, JP: jp.faker, KW: kw.faker };
  } catch {
    throw new ConfigurationError(
      'The Faker adapter takes its names from @faker-js/faker 10, which is not there: npm install @faker-js/faker',
      { provider: 'faker', expected: '@faker-js/faker 10' },
    );
  }
}

function countryFrom(code: string, shared: Faker, seed: number | string): Country {
  // An instance of our own: seeding the shared one would change what the app's own tests get from it.
  const Own = shared.constructor as new (options: { locale: Faker['rawDefinitions']; seed: number }) => Faker;
  const own = new Own({ locale: shared.rawDefinitions, seed: numberFrom(`${seed}|${code}`) });
  const list = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make);
  const lastNames = list(60, () => own.person.lastName());
  return {
    firstNames: list(60, () => own.person.firstName()),
    lastNames,
    employers: list(30, () => own.company.name()),
    streets: list(40, () => own.location.street()),
    places: list(10, () => placeFrom(own, code)),
    merchants: Object.fromEntries(
      needsOf().map((need) => [need, merchantsFrom(need, lastNames, () => own.number.int(1_000_000))]),
    ) as unknown as Country['merchants'],
  };
}

function placeFrom(own: Faker, code: string): Place {
  const region = code === 'US' ? { region: own.location.state({ abbreviated: true }) } : {};
  return {
    city: own.location.city(),
    ...region,
    postalCode: own.location.zipCode(),
    latitude: own.location.latitude(),
    longitude: own.location.longitude(),
  };
}

function numberFrom(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}
