import { z } from 'zod';

// Loose on purpose: what a parser reads is `unknown` here, so that one odd record does not fail a whole answer.

/** What a token call gives. */
export const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().nullish(),
  scope: z.string().nullish(),
});

/** What the extend call gives. One page of the documentation spells the field differently. */
export const Extended = z.object({
  action_needed: z.string().nullish(),
  action_type: z.string().nullish(),
  access_token: z.string().min(1).nullish(),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().nullish(),
});

/** What the reauthentication call gives. */
export const Reauth = z.object({ success: z.boolean().nullish(), result: z.string() });

/** The envelope of every data answer. Old answers have no `status`. */
export const Envelope = z.object({
  results: z.array(z.unknown()).nullish(),
  status: z.string().nullish(),
  task_id: z.string().nullish(),
});

const Provider = z
  .object({ provider_id: z.unknown(), display_name: z.unknown(), logo_uri: z.unknown() })
  .partial()
  .nullish();

/** What `/me` says. Only the id of the credentials is promised. */
export const Me = z.object({
  credentials_id: z.unknown().optional(),
  provider: Provider,
  scopes: z.array(z.string()).nullish(),
  consent_created_at: z.unknown().optional(),
  consent_expires_at: z.unknown().optional(),
});

/** One account. */
export const Account = z.object({
  account_id: z.unknown(),
  account_type: z.unknown().optional(),
  display_name: z.unknown().optional(),
  currency: z.unknown().optional(),
  account_number: z.record(z.string(), z.unknown()).nullish(),
  provider: Provider,
});
export type Account = z.infer<typeof Account>;

/** One credit or charge card; its id is called `account_id` too. */
export const Card = z.object({
  account_id: z.unknown(),
  card_network: z.unknown().optional(),
  card_type: z.unknown().optional(),
  currency: z.unknown().optional(),
  display_name: z.unknown().optional(),
  partial_card_number: z.unknown().optional(),
  provider: Provider,
});
export type Card = z.infer<typeof Card>;

/** The balance of an account or a card. */
export const Balance = z.object({
  currency: z.unknown().optional(),
  current: z.unknown().optional(),
  available: z.unknown().optional(),
  overdraft: z.unknown().optional(),
  credit_limit: z.unknown().optional(),
  last_statement_balance: z.unknown().optional(),
  last_statement_date: z.unknown().optional(),
  payment_due: z.unknown().optional(),
  payment_due_date: z.unknown().optional(),
  update_timestamp: z.unknown().optional(),
});
export type Balance = z.infer<typeof Balance>;

/** One booked or pending row, of an account or a card. Nothing in it is checked before its own reader does. */
export interface Transaction {
  readonly transaction_id?: unknown;
  readonly normalised_provider_transaction_id?: unknown;
  readonly provider_transaction_id?: unknown;
  readonly timestamp?: unknown;
  readonly description?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly transaction_type?: unknown;
  readonly transaction_category?: unknown;
  readonly transaction_classification?: unknown;
  readonly merchant_name?: unknown;
  readonly running_balance?: { readonly amount?: unknown; readonly currency?: unknown } | null;
  readonly meta?: Readonly<Record<string, unknown>> | null;
}

/** One bank of the providers list. */
export const ListedProvider = z.object({
  provider_id: z.string().min(1),
  display_name: z.unknown().optional(),
  country: z.unknown().optional(),
  logo_url: z.unknown().optional(),
  logo_uri: z.unknown().optional(),
});
