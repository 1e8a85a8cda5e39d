import { z } from 'zod';
import { isCountry } from '../institutions.ts';
import { Problem } from '../problem.ts';
import { LINKABLE, NOT_LINKABLE } from '../products.ts';

const LANGUAGES = 'da de en es et fr hi it lt lv nl no pl pt ro sv vi'.split(' ');
const WEEKS_3_S = 21 * 86_400;

const product = z.enum([...LINKABLE, ...NOT_LINKABLE, 'transactions']);
const products = z.array(product).nullish();
const web = z.url({ protocol: /^https?$/ });
const filter = z.looseObject({ account_subtypes: z.array(z.string()).min(1) });
const anything = z.unknown().optional();

/** What `/link/token/create` takes. Members that only other products use are taken and do nothing. */
export const LinkRequest = z.strictObject({
  client_name: z.string().min(1),
  language: z.enum(LANGUAGES),
  country_codes: z.array(z.string().refine(isCountry)).min(1),
  user: z
    .looseObject({
      // Plaid refuses what looks like an address or a telephone number.
      client_user_id: z
        .string()
        .min(1)
        .refine((id) => !id.includes('@') && !/^\+?[\d ()-]{10,}$/.test(id)),
    })
    .optional(),
  user_id: z.string().optional(),
  user_token: z.string().optional(),
  products,
  required_if_supported_products: products,
  optional_products: products,
  additional_consented_products: products,
  transactions: z.strictObject({ days_requested: z.int().min(1).max(730).optional() }).optional(),
  webhook: web.optional(),
  access_token: z.string().nullish(),
  redirect_uri: web.refine((text) => !/[?#]/.test(text)).optional(),
  android_package_name: z.string().optional(),
  account_filters: z
    .strictObject({
      depository: filter.optional(),
      credit: filter.optional(),
      loan: filter.optional(),
      investment: filter.optional(),
      other: filter.optional(),
    })
    .optional(),
  update: z
    .strictObject({
      account_selection_enabled: z.boolean().optional(),
      reauthorization_enabled: z.boolean().optional(),
      user: z.boolean().optional(),
      item_ids: z.array(z.string()).nullish(),
    })
    .optional(),
  hosted_link: z
    .looseObject({
      completion_redirect_uri: z.url().optional(),
      url_lifetime_seconds: z.int().min(1).max(WEEKS_3_S).optional(),
      delivery_method: z.enum(['sms', 'email']).optional(),
      is_mobile_app: z.boolean().optional(),
    })
    .optional(),
  institution_id: z.string().optional(),
  enable_multi_item_link: z.boolean().optional(),
  link_customization_name: anything,
  appearance_mode: anything,
  institution_data: anything,
  investments: anything,
  eu_config: anything,
  auth: anything,
  identity: anything,
  statements: anything,
  financekit_supported: anything,
});

/** A request for a link token, read. */
export type LinkRequest = z.infer<typeof LinkRequest>;

/** The four lists of products, of which no two may share one. */
const PRODUCT_LISTS = [
  'products',
  'required_if_supported_products',
  'optional_products',
  'additional_consented_products',
] as const;

/** Refuses what the members allow each by itself but not together. */
export function mustFit(request: LinkRequest): void {
  const refuse = (field: string, why: string): never => {
    throw new Problem('INVALID_FIELD', `${field} ${why}`);
  };
  if (!request.user && request.user_id === undefined && request.user_token === undefined)
    throw new Problem('MISSING_FIELDS', 'the following required fields are missing: user');
  if (request.redirect_uri !== undefined && request.android_package_name !== undefined)
    refuse('redirect_uri', 'and android_package_name cannot both be given');
  const named = PRODUCT_LISTS.flatMap((list) => request[list] ?? []);
  if (new Set(named).size !== named.length) refuse('products', 'may be in one of the lists only');
  const wrong = named.find((each) => NOT_LINKABLE.includes(each));
  if (wrong !== undefined) refuse('products', `may not have ${wrong}`);
  const updates = typeof request.access_token === 'string';
  if (updates && (request.products ?? []).length > 0)
    refuse('products', 'may not be given in update mode: use additional_consented_products');
  if (!updates && (request.products ?? []).length === 0)
    throw new Problem('MISSING_FIELDS', 'the following required fields are missing: products');
  if (!updates && request.update?.account_selection_enabled) refuse('update', 'needs an access_token');
}
