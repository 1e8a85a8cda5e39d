import type { Call } from 'bankweave/adapter-kit';

/** One method of the client. Anything may be asked and answered here; what comes back is checked where it is used. */
export type PlaidMethod = (request: never, options?: never) => Promise<{ readonly data: unknown }>;

/** As much of a `PlaidApi` as is used, by its shape: any version of the `plaid` package from 38 on fits. */
export interface PlaidClient {
  linkTokenCreate: PlaidMethod;
  linkTokenGet: PlaidMethod;
  itemPublicTokenExchange: PlaidMethod;
  itemGet: PlaidMethod;
  itemRemove: PlaidMethod;
  itemAccessTokenInvalidate: PlaidMethod;
  itemWebhookUpdate: PlaidMethod;
  accountsGet: PlaidMethod;
  accountsBalanceGet: PlaidMethod;
  transactionsSync: PlaidMethod;
  liabilitiesGet: PlaidMethod;
  institutionsGetById: PlaidMethod;
  institutionsSearch: PlaidMethod;
  webhookVerificationKeyGet: PlaidMethod;
}

/** How a request is to be treated. */
export interface Treatment {
  /** `false` for what works once. Default: true. */
  readonly idempotent?: boolean;
  /** Default: 60,000, since Plaid may have to ask the bank first. */
  readonly timeoutMs?: number;
}

/** Sends one request, whoever's client it is, and answers with the body. */
export type Send = (
  call: Call,
  method: keyof PlaidClient,
  request: object,
  treatment: Required<Treatment>,
) => Promise<unknown>;
