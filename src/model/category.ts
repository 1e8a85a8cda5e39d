import { DETAILED_CATEGORIES } from './category-taxonomy.ts';

export { DETAILED_CATEGORIES } from './category-taxonomy.ts';

/** Where the confidence of a category comes from, as the provider grades it. */
export type CategoryConfidence = 'very_high' | 'high' | 'medium' | 'low' | 'unknown';

/** What a transaction was for, in the library's own taxonomy, beside the provider's own word for it. */
export interface Category {
  /** One of {@link PrimaryCategory}; a value unknown to this version is `other`. */
  readonly primary: PrimaryCategory;
  /** A finer key below the primary, such as `food_and_drink.coffee`; equals the primary where nothing finer is known. */
  readonly detailed: string;
  readonly confidence?: CategoryConfidence;
  /** The provider's own value, untouched. */
  readonly provider?: string;
}

/** The version of the taxonomy. A category never changes its meaning inside one version. */
export const CATEGORY_VERSION = 1;

/** The top level of the taxonomy. */
export const PRIMARY_CATEGORIES = [
  'income',
  'transfer_in',
  'transfer_out',
  'loan_payments',
  'bank_fees',
  'entertainment',
  'food_and_drink',
  'general_merchandise',
  'home_improvement',
  'medical',
  'personal_care',
  'general_services',
  'government_and_non_profit',
  'transportation',
  'travel',
  'rent_and_utilities',
  'education',
  'insurance',
  'investment',
  'other',
] as const;

/** The top level of the neutral taxonomy. */
export type PrimaryCategory = (typeof PRIMARY_CATEGORIES)[number];

type Finer = { [P in PrimaryCategory]: `${P}.${(typeof DETAILED_CATEGORIES)[P][number]}` };

/** Every key of the taxonomy: a primary alone, or `primary.finer`. */
export type DetailedCategory = PrimaryCategory | Finer[PrimaryCategory];

const primaries: ReadonlySet<string> = new Set(PRIMARY_CATEGORIES);

// From a key to its primary; a Map, because keys come from outside.
const primaryOf: ReadonlyMap<string, PrimaryCategory> = new Map(
  PRIMARY_CATEGORIES.flatMap((primary) => [
    [primary, primary] as const,
    ...DETAILED_CATEGORIES[primary].map((finer) => [`${primary}.${finer}`, primary] as const),
  ]),
);

/**
 * Whether the value is one of {@link PRIMARY_CATEGORIES}.
 *
 * @example
 * ```ts
 * isPrimaryCategory('travel') // true
 * ```
 */
export function isPrimaryCategory(value: unknown): value is PrimaryCategory {
  return typeof value === 'string' && primaries.has(value);
}

/**
 * A category from a key of the taxonomy. Never throws: an unknown key falls back to its primary where that is known
 * and else to `other`, and nothing said by the provider is lost: without `extras.provider` the unknown key itself is
 * kept there.
 *
 * @example
 * ```ts
 * category('food_and_drink.coffee', { provider: 'FOOD_AND_DRINK_COFFEE', confidence: 'high' })
 * category('Llama grooming') // { primary: 'other', detailed: 'other', provider: 'Llama grooming' }
 * ```
 */
export function category(
  detailed: DetailedCategory | (string & {}) | null | undefined,
  extras: {
    readonly confidence?: CategoryConfidence | undefined;
    readonly provider?: string | undefined;
  } = {},
): Category {
  const key = typeof detailed === 'string' ? detailed : '';
  const known = primaryOf.get(key);
  const primary = known ?? primaryOf.get(key.slice(0, Math.max(0, key.indexOf('.')))) ?? 'other';
  const provider = extras.provider ?? (known || key === '' ? undefined : key);
  return {
    primary,
    detailed: known ? key : primary,
    ...(extras.confidence !== undefined && { confidence: extras.confidence }),
    ...(provider !== undefined && { provider }),
  };
}
