/** What people spend on; each need has merchants, a price range and a category. */
export type Need =
  | 'groceries'
  | 'coffee'
  | 'restaurant'
  | 'fuel'
  | 'transit'
  | 'online'
  | 'clothing'
  | 'pharmacy'
  | 'entertainment'
  | 'travel'
  | 'streaming'
  | 'phone'
  | 'utilities'
  | 'gym'
  | 'insurance'
  | 'charity';

/** A shop or company. */
export interface MerchantContent {
  readonly name: string;
  readonly website?: string;
}

/** A town with the coordinates of its centre. */
export interface Place {
  readonly city: string;
  readonly region?: string;
  readonly postalCode: string;
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * Where names come from. The world decides what happens; a content source only says what things are called. Its
 * lists must not be empty and must be the same at every call, or two processes would not see the same bank.
 *
 * `country` is an ISO 3166-1 alpha-2 code; a source gives its best for a country it does not know.
 *
 * @example
 * ```ts
 * const content: ContentSource = { ...defaultContent, employers: () => ['Ministry of Silly Walks'] }
 * const world = createWorld({ seed: 7, content })
 * ```
 */
export interface ContentSource {
  firstNames(country: string): readonly string[];
  lastNames(country: string): readonly string[];
  employers(country: string): readonly string[];
  streets(country: string): readonly string[];
  places(country: string): readonly Place[];
  merchants(country: string, need: Need): readonly MerchantContent[];
}
