import { readText, readWire } from 'bankweave/adapter-kit';
import { z } from 'zod';

// Every field of MX may be missing or null, so only what a thing cannot be without is asked for.
const any = z.unknown().optional();
const guid = z.string().min(1);

export const User = z.object({ guid, id: any, metadata: any });

export const Member = z.object({
  guid,
  id: any,
  user_guid: any,
  institution_code: any,
  name: any,
  connection_status: any,
  is_being_aggregated: any,
  is_manual: any,
  is_oauth: any,
  needs_updated_credentials: any,
  oauth_window_uri: any,
  aggregated_at: any,
  successfully_aggregated_at: any,
});
export type Member = z.infer<typeof Member>;

export const Status = z.object({
  guid: any,
  connection_status: any,
  is_being_aggregated: any,
  aggregated_at: any,
  successfully_aggregated_at: any,
  has_processed_accounts: any,
  has_processed_transactions: any,
});
export type Status = z.infer<typeof Status>;

export const Institution = z.object({
  code: guid,
  name: any,
  url: any,
  iso_country_code: any,
  medium_logo_url: any,
  small_logo_url: any,
  is_disabled_by_client: any,
  supports_oauth: any,
});
export type Institution = z.infer<typeof Institution>;

export const LoginField = z.object({ guid, field_name: any, label: any });
export type LoginField = z.infer<typeof LoginField>;

const Choice = z.object({ guid: any, label: any, value: any, data_uri: any });

export const Challenge = z.object({
  guid,
  label: any,
  type: any,
  image_data: any,
  options: z.array(Choice).nullish(),
  image_options: z.array(Choice).nullish(),
});
export type Challenge = z.infer<typeof Challenge>;

export const Account = z.object({
  guid,
  name: any,
  nickname: any,
  type: any,
  subtype: any,
  account_number: any,
  routing_number: any,
  balance: any,
  available_balance: any,
  available_credit: any,
  credit_limit: any,
  currency_code: any,
  apr: any,
  interest_rate: any,
  minimum_payment: any,
  payment_due_at: any,
  statement_balance: any,
  is_closed: any,
  imported_at: any,
  updated_at: any,
});
export type Account = z.infer<typeof Account>;

/** A row of a list; what is in it is looked at field by field, so that a broken one is put apart by itself. */
export interface Transaction {
  readonly guid?: unknown;
  readonly account_guid?: unknown;
  readonly member_guid?: unknown;
  readonly amount?: unknown;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly date?: unknown;
  readonly transacted_at?: unknown;
  readonly posted_at?: unknown;
  readonly updated_at?: unknown;
  readonly description?: unknown;
  readonly original_description?: unknown;
  readonly localized_description?: unknown;
  readonly memo?: unknown;
  readonly check_number_string?: unknown;
  readonly category?: unknown;
  readonly category_guid?: unknown;
  readonly top_level_category?: unknown;
  readonly currency_code?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
  readonly merchant_guid?: unknown;
  readonly is_bill_pay?: unknown;
  readonly is_direct_deposit?: unknown;
  readonly is_expense?: unknown;
  readonly is_fee?: unknown;
  readonly is_income?: unknown;
  readonly is_overdraft_fee?: unknown;
  readonly parent_guid?: unknown;
  readonly merchant?: Fields;
  readonly classification?: Fields;
  readonly geolocation?: Fields;
}

/** Objects as a rule. Of anything else that MX gives in their place, no field is there. */
type Fields = Readonly<Record<string, unknown>> | null | undefined;

export const Transaction = z.custom<Transaction>((row) => typeof row === 'object' && row !== null);

export const Pagination = z.object({
  current_page: z.number().nullish(),
  per_page: z.number().nullish(),
  total_entries: z.number().nullish(),
  total_pages: z.number().nullish(),
});

/** Below the key that every body has at its top. */
export function rooted<Key extends string, T>(key: Key, schema: z.ZodType<T>): z.ZodType<Record<Key, T>> {
  return z.object({ [key]: schema }) as unknown as z.ZodType<Record<Key, T>>;
}

/** What stands under the key of a body. */
export function readOne<Key extends string, T>(key: Key, schema: z.ZodType<T>, body: unknown): T {
  return readWire(rooted(key, schema), body)[key];
}

/** Whether MX says so. It writes truth as a boolean, and in some places as text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A word of MX's in capitals, as it writes its own. */
export function wordOf(value: unknown): string | undefined {
  return readText(value)?.toUpperCase();
}
