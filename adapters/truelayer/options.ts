import type { TrueLayerAuthClient } from './legacy-client.ts';

/** The person whose consent is extended, as TrueLayer wants to know them. */
export interface TrueLayerPerson {
  readonly name: string;
  /** One of `email` and `phone` has to be there. */
  readonly email?: string;
  readonly phone?: string;
}

/** How data is asked for asynchronously: TrueLayer then waits for the bank itself. */
export interface TrueLayerAsync {
  /** How long one sync waits for the bank, in milliseconds; what comes later is fetched by the next. Default: 120,000. */
  readonly patienceMs?: number;
  /**
   * Where TrueLayer is to tell that an answer is there: the address of the app's webhook route for `truelayer`. A token
   * is added to it, because these notices are not signed. Default: it is not told.
   */
  readonly webhookUri?: string;
}

/** How the TrueLayer adapter works. Everything but `redirectUri` can come from the environment alone. */
export interface TrueLayerOptions {
  /** Default: `TRUELAYER_CLIENT_ID`. One of the sandbox begins with `sandbox-`, and works nowhere else. */
  readonly clientId?: string;
  /** Default: `TRUELAYER_CLIENT_SECRET`. Not needed with `client`. */
  readonly clientSecret?: string;
  /** Default: `TRUELAYER_ENV`, and else `sandbox`. */
  readonly environment?: 'sandbox' | 'live';
  /**
   * Where the person comes back to; registered in the TrueLayer console, byte for byte. Default:
   * `TRUELAYER_REDIRECT_URI`.
   */
  readonly redirectUri?: string;
  /** What is asked for. Default: everything but `info`. Without `offline_access` a link lasts an hour. */
  readonly scopes?: readonly string[];
  /**
   * Which banks the dialog offers: groups or ids, as TrueLayer names them. Default: `uk-cs-mock` in the sandbox, and
   * `uk-ob-all uk-oauth-all` live.
   */
  readonly providers?: readonly string[];
  /** Where the auth host is. Default: by `environment`. Only an address given here may be on this machine. */
  readonly authUrl?: string;
  /** Where the data host is. Default: by `environment`. Only an address given here may be on this machine. */
  readonly baseUrl?: string;
  /** The API that is spoken. Default: `data-v1`, the only one so far. */
  readonly apiVersion?: 'data-v1';
  /** How far back the first sync after a sign-in reads, in days, 1 to 2,190. Default: 730. */
  readonly historyDays?: number;
  /**
   * How long after a sign-in banks give more than the last 90 days, in minutes. Default: 5, which holds for all of them;
   * some are known to give an hour.
   */
  readonly deepHistoryMinutes?: number;
  /** Sends a PKCE challenge with the link as well. Default: false; whether Data API v1 looks at it is not documented. */
  readonly pkce?: boolean;
  /** `form_post` makes the dialog post the callback. Default: the callback's query. */
  readonly responseMode?: 'form_post';
  /** Further parameters of the auth link, such as `tracking_id`. Those that the adapter sets itself are refused. */
  readonly extraParams?: Readonly<Record<string, string>>;
  /**
   * Who a user of the app is. With it, `links.repair(id, { mode: 'renew_consent' })` extends a consent without a visit
   * to the bank (UK only); without it, the person goes through the bank.
   */
  readonly person?: (userId: string) => TrueLayerPerson | Promise<TrueLayerPerson>;
  /** The path of the extend call; TrueLayer's own pages print two. Default: `/connections/extend`. */
  readonly extendPath?: string;
  /** Default: false: every answer is waited for. */
  readonly async?: boolean | TrueLayerAsync;
  /** Where the keys are that webhooks are signed with, when they come from a sandbox of your own. */
  readonly webhookJwksUrl?: string;
  /**
   * An `AuthAPIClient` of `truelayer-client` that the app holds already; it then makes the token calls. It knows only
   * the live hosts.
   */
  readonly client?: TrueLayerAuthClient;
}

/** What one link may say; it overrides the options of the same name. */
export interface TrueLayerLinkInput {
  /** Goes straight to one bank: an id of `institutions.search('truelayer', ...)`. */
  readonly providerId?: string;
  readonly providers?: readonly string[];
  readonly scopes?: readonly string[];
  readonly redirectUri?: string;
  readonly extraParams?: Readonly<Record<string, string>>;
}

/**
 * What the dialog sent back: the callback's address, its query, or its fields. Nothing where a consent was extended
 * without the dialog.
 */
export type TrueLayerLinkParams =
  | string
  | URL
  | URLSearchParams
  | Readonly<Record<string, string | undefined>>;
