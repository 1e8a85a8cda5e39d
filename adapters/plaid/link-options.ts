import type { BankweaveError, ErrorFacts } from 'bankweave/adapter-kit';

/** Plaid's own page for a link, so that the app shows no widget. */
export interface PlaidHostedLink {
  /** Where the person is sent when they are done. Default: Plaid's page tells them to close it. */
  readonly completionRedirectUri?: string;
  /** Lets Plaid send the address itself. Default: the app does. */
  readonly deliveryMethod?: 'sms' | 'email';
  /** Whether the page is opened inside a mobile app. */
  readonly isMobileApp?: boolean;
}

/** What a link asks for. As an option of `plaid(...)` it holds for every link; an input of `links.start` comes before it. */
export interface PlaidLinkInput {
  /** The app's name as people see it, at most 30 characters. Default: `bankweave`. */
  readonly clientName?: string;
  /** Two letters, the language of the Link customization in use. Default: `en`. */
  readonly language?: string;
  /** Two-letter codes. With several, only products that all of them have are offered. Default: `['US']`. */
  readonly countryCodes?: readonly string[];
  /**
   * What an institution must be able to give to be offered; each is billed from the exchange on. With none of the
   * product lists naming `transactions`, no transactions are ever read. Default: `['transactions']`.
   */
  readonly products?: readonly string[];
  /** As `products` where institution and account support them, else nothing. Billed at creation. */
  readonly requiredIfSupportedProducts?: readonly string[];
  /** Asked for as far as possible; never in the way of a link. Most are billed at creation. */
  readonly optionalProducts?: readonly string[];
  /** Consent only; billed when first used. Needed to use them later for US and Canadian logins. */
  readonly additionalConsentedProducts?: readonly string[];
  /**
   * Days of transactions, 1 to 730. It cannot be changed once a login has transactions: more history then means to
   * remove and link anew. Default: 730.
   */
  readonly daysRequested?: number;
  /** Where Plaid sends webhooks of new logins: the address of your handler. Or `PLAID_WEBHOOK_URL`. */
  readonly webhookUrl?: string;
  /** Where banks with OAuth send the person back to; on the Dashboard's list. Or `PLAID_REDIRECT_URI`. */
  readonly redirectUri?: string;
  /** For Android, in place of `redirectUri`. */
  readonly androidPackageName?: string;
  /** Uses Plaid's hosted page: a link then has a `url`. Default: `false`, and a link has a `token` for the widget. */
  readonly hostedLink?: boolean | PlaidHostedLink;
  readonly linkCustomizationName?: string;
  /** Which account types are offered, as Plaid writes it: `{ depository: { account_subtypes: ['checking'] } }`. */
  readonly accountFilters?: Readonly<Record<string, unknown>>;
}

/** The same with its defaults. */
export interface LinkPlan extends PlaidLinkInput {
  readonly clientName: string;
  readonly language: string;
  readonly countryCodes: readonly string[];
  readonly products: readonly string[];
  readonly requiredIfSupportedProducts: readonly string[];
  readonly optionalProducts: readonly string[];
  readonly additionalConsentedProducts: readonly string[];
  readonly daysRequested: number;
  readonly hostedLink: boolean | PlaidHostedLink;
}

export const LINK_OPTIONS = [
  'clientName',
  'language',
  'countryCodes',
  'products',
  'requiredIfSupportedProducts',
  'optionalProducts',
  'additionalConsentedProducts',
  'daysRequested',
  'webhookUrl',
  'redirectUri',
  'androidPackageName',
  'hostedLink',
  'linkCustomizationName',
  'accountFilters',
] as const satisfies readonly (keyof PlaidLinkInput)[];

const PRODUCT_LISTS = [
  'products',
  'requiredIfSupportedProducts',
  'optionalProducts',
  'additionalConsentedProducts',
] as const;

// Plaid refuses them when a link begins, though they are products elsewhere.
const NOT_AT_LINK = ['balance', 'recurring_transactions', 'investments_refresh', 'monitor'];

type Problem = new (message: string, facts: ErrorFacts) => BankweaveError;

/**
 * What a link asks for, checked.
 *
 * @throws an error of the given kind: options are wrong in another way than an argument.
 */
export function linkPlan(given: PlaidLinkInput, WrongError: Problem): LinkPlan {
  const plan: LinkPlan = {
    ...given,
    clientName: given.clientName ?? 'bankweave',
    language: given.language ?? 'en',
    countryCodes: given.countryCodes ?? ['US'],
    products: given.products ?? ['transactions'],
    requiredIfSupportedProducts: given.requiredIfSupportedProducts ?? [],
    optionalProducts: given.optionalProducts ?? [],
    additionalConsentedProducts: given.additionalConsentedProducts ?? [],
    daysRequested: given.daysRequested ?? 730,
    hostedLink: given.hostedLink ?? false,
  };
  const need = (fine: boolean, field: keyof PlaidLinkInput, expected: string): void => {
    if (!fine) throw new WrongError(`plaid: \`${field}\` is not ${expected}`, { field, expected });
  };
  const { clientName, language, countryCodes, daysRequested } = plan;
  need(isText(clientName) && clientName.length <= 30, 'clientName', 'a name of at most 30 characters');
  need(isText(language) && /^[a-z]{2}$/.test(language), 'language', 'a language of two small letters');
  need(areTexts(countryCodes) && countryCodes.length > 0, 'countryCodes', 'a list of country codes');
  need(
    countryCodes.every((code) => /^[A-Z]{2}$/.test(code)),
    'countryCodes',
    'a list of codes like US',
  );
  need(
    Number.isInteger(daysRequested) && daysRequested >= 1 && daysRequested <= 730,
    'daysRequested',
    'a whole number from 1 to 730',
  );
  for (const list of PRODUCT_LISTS) need(areTexts(plan[list]), list, 'a list of products');
  for (const list of PRODUCT_LISTS)
    need(!plan[list].some((name) => NOT_AT_LINK.includes(name)), list, `without ${NOT_AT_LINK.join(', ')}`);
  const all = PRODUCT_LISTS.flatMap((list) => plan[list]);
  need(new Set(all).size === all.length, 'products', 'free of products that another list names too');
  for (const field of ['webhookUrl', 'redirectUri'] as const) {
    const url = plan[field];
    need(
      url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? ''),
      field,
      'an address like https://app.example/plaid',
    );
  }
  need(!plan.redirectUri?.includes('?'), 'redirectUri', 'an address without a query');
  need(
    plan.redirectUri === undefined || plan.androidPackageName === undefined,
    'androidPackageName',
    'given without redirectUri: Plaid takes one of them',
  );
  return plan;
}

/** Whether the app asked for a product when linking, so that using it is no surprise on its bill. */
export function asksFor(plan: LinkPlan, product: string): boolean {
  const { products, requiredIfSupportedProducts, optionalProducts } = plan;
  return [products, requiredIfSupportedProducts, optionalProducts].some((list) => list.includes(product));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
