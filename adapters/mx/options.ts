import {
  ConfigurationError,
  loadChoice,
  loadOptionalSetting,
  loadSetting,
  strictOptions,
} from 'bankweave/adapter-kit';
import type { ApiVersion } from './api-version.ts';
import type { MxClient } from './client.ts';

/** How MX is reached and read. What is left out comes from the environment variable in brackets, or has a default. */
export interface MxOptions {
  /** The client id of the dashboard [`MX_CLIENT_ID`]. Each environment has its own. */
  readonly clientId?: string | undefined;
  /** The API key that belongs to it [`MX_API_KEY`]. */
  readonly apiKey?: string | undefined;
  /** Where to: `integration` has test banks only [`MX_ENV`]. Required, since the vendor's own default is the test host. */
  readonly environment?: 'integration' | 'production' | undefined;
  /** Another address in place of MX's, such as `serveSandbox(...).urls.mx`. Only this machine, or a host of MX. */
  readonly baseUrl?: string | undefined;
  /**
   * Your own instances of the vendor's API classes. They then send: their axios decides about time-outs of sockets,
   * proxies and redirects. Keys and environment are not needed beside it.
   */
  readonly client?: MxClient | undefined;
  /** The version asked for. It decides how dates are written. Default: `v20111101`, the one of `mx-platform-node` 2. */
  readonly apiVersion?: ApiVersion | undefined;
  /**
   * The `Accept` header. Default: the media type that goes with the version, and plain JSON once MX has answered 406 to it.
   */
  readonly accept?: string | undefined;
  /** MX's `id` of a person from your own. Default: the same text. It must be unique and not begin with `USR-`. */
  readonly userId?: ((userId: string) => string) | undefined;
  /** What a person without any member left becomes at MX. Default: `delete`, for people that were created here. */
  readonly emptyUsers?: 'delete' | 'keep' | undefined;
  /** Days of history to ask for, 30 to 730. MX has 90 days unless its history was extended. Default: 730. */
  readonly historyDays?: number | undefined;
  /** Days that every sync lists again to find what is gone, 30 to 170. Default: 45. */
  readonly overlapDays?: number | undefined;
  /** Whether to ask MX once for up to 24 months, where the bank and your contract allow it. Default: false. */
  readonly extendHistory?: boolean | undefined;
  /**
   * Whether a sync with the person present (`attended`) asks MX to fetch from the bank. Never done without them: it may
   * ask for a code and puts off the nightly run. Default: true.
   */
  readonly aggregateAttended?: boolean | undefined;
  /** ISO 4217 code of accounts for which MX names no currency and none of their rows does. Default: none, so `XXX`. */
  readonly missingCurrency?: string | undefined;
  /** Where OAuth ends in a mobile app [`MX_REDIRECT_URL`]. */
  readonly redirectUrl?: string | undefined;
  /** User name that MX sends with its webhooks, as set up with MX [`MX_WEBHOOK_USERNAME`]. */
  readonly webhookUsername?: string | undefined;
  /** Password that MX sends with its webhooks [`MX_WEBHOOK_PASSWORD`]. */
  readonly webhookPassword?: string | undefined;
}

/** What a link can say; everything has a default. */
export interface MxLinkInput {
  /** Begins at one institution, by its code; see `institutions.search`. */
  readonly institution?: string;
  /** Hides the search; the page then handles the widget's `backToSearch`. Only together with `institution`. */
  readonly disableInstitutionSearch?: boolean;
  /** `verification` also asks for account and routing numbers. Default: `aggregation`. */
  readonly mode?: 'aggregation' | 'verification';
  /** Also asks who owns the accounts. Default: false. */
  readonly includeIdentity?: boolean;
  /** Shown inside a web view of a mobile app, which hears of the widget by address changes. Default: false. */
  readonly mobileWebview?: boolean;
  /** The scheme of those addresses. Default: MX's own, `mx`. */
  readonly webviewUrlScheme?: string;
  /** Where OAuth ends in a mobile app. Overrides the option. */
  readonly redirectUrl?: string;
  /** Countries to choose from: `US`, `CA`, `MX`. */
  readonly countries?: readonly string[];
  readonly colorScheme?: 'light' | 'dark' | 'browser';
  /** The widget's language, such as `fr-CA`. */
  readonly language?: string;
  /** Up to 1024 bytes that MX repeats in the webhooks of this member. */
  readonly callbackPayload?: string;
  /** MX's guid of the person where your app has it already; otherwise they are looked up by id, or created. */
  readonly userGuid?: string;
  /**
   * Signs in without the widget: values by the `field_name` (or guid) of the institution's login fields. Never stored.
   * `{}` for a bank with OAuth, whose page is then the link's `url`.
   */
  readonly credentials?: Readonly<Record<string, string>>;
}

/**
 * What came back: the `member_guid` of the widget's `memberConnected`, or the address that OAuth came back to.
 * Not needed for a repair, nor where no widget was used.
 */
export type MxLinkParams = { readonly memberGuid?: string } | string | URL | URLSearchParams;

/** The options with their defaults. */
export interface Settings {
  readonly login: { readonly username: string; readonly password: string } | undefined;
  readonly client: MxClient | undefined;
  readonly baseUrl: string;
  readonly isOwnAddress: boolean;
  readonly apiVersion: ApiVersion;
  readonly accept: string | undefined;
  readonly userId: (userId: string) => string;
  readonly emptyUsers: 'delete' | 'keep';
  readonly historyDays: number;
  readonly overlapDays: number;
  readonly extendHistory: boolean;
  readonly aggregateAttended: boolean;
  readonly missingCurrency: string | undefined;
  readonly redirectUrl: string | undefined;
  readonly webhook: { readonly username: string; readonly password: string } | undefined;
}

/** MX's own hosts. */
export const HOSTS = { integration: 'int-api.mx.com', production: 'api.mx.com' } as const;

const KNOWN = [
  'clientId',
  'apiKey',
  'environment',
  'baseUrl',
  'client',
  'apiVersion',
  'accept',
  'userId',
  'emptyUsers',
  'historyDays',
  'overlapDays',
  'extendHistory',
  'aggregateAttended',
  'missingCurrency',
  'redirectUrl',
  'webhookUsername',
  'webhookPassword',
] as const satisfies readonly (keyof MxOptions)[];

/** Checks the options once, when the adapter is made. */
export function settingsFrom(options: MxOptions): Settings {
  strictOptions('mx', options, KNOWN);
  const { client, baseUrl } = options;
  const environment =
    client || baseUrl !== undefined
      ? (options.environment ?? 'integration')
      : loadChoice({
          option: 'mx({ environment })',
          env: 'MX_ENV',
          value: options.environment,
          choices: ['integration', 'production'],
        });
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) throw wrong('baseUrl', 'an http(s) URL');
  return {
    client,
    login: client ? undefined : loginFrom(options),
    baseUrl: (baseUrl ?? `https://${HOSTS[environment]}`).replace(/\/+$/, ''),
    isOwnAddress: baseUrl !== undefined,
    apiVersion: loadChoice({
      option: 'mx({ apiVersion })',
      env: 'MX_API_VERSION',
      value: options.apiVersion,
      choices: ['v20111101', 'v20250224'],
      fallback: 'v20111101',
    }),
    accept: options.accept,
    userId: options.userId ?? ((id) => id),
    emptyUsers: options.emptyUsers ?? 'delete',
    historyDays: whole('historyDays', options.historyDays ?? 730, 30, 730),
    overlapDays: whole('overlapDays', options.overlapDays ?? 45, 30, 170),
    extendHistory: options.extendHistory ?? false,
    aggregateAttended: options.aggregateAttended ?? true,
    missingCurrency: currencyFrom(options.missingCurrency),
    redirectUrl: loadOptionalSetting({
      option: 'mx({ redirectUrl })',
      env: 'MX_REDIRECT_URL',
      value: options.redirectUrl,
    }),
    webhook: webhookFrom(options),
  };
}

function loginFrom({ clientId, apiKey }: MxOptions): Settings['login'] {
  return {
    username: loadSetting({
      option: 'mx({ clientId })',
      env: 'MX_CLIENT_ID',
      value: clientId,
      secret: true,
      // A colon would end the user name of HTTP Basic.
      pattern: /[^:]+/,
      expected: 'a text without colons',
    }),
    password: loadSetting({ option: 'mx({ apiKey })', env: 'MX_API_KEY', value: apiKey, secret: true }),
  };
}

function webhookFrom({ webhookUsername, webhookPassword }: MxOptions): Settings['webhook'] {
  const username = loadOptionalSetting({
    option: 'mx({ webhookUsername })',
    env: 'MX_WEBHOOK_USERNAME',
    value: webhookUsername,
    secret: true,
    pattern: /[^:]+/,
    expected: 'a text without colons',
  });
  const password = loadOptionalSetting({
    option: 'mx({ webhookPassword })',
    env: 'MX_WEBHOOK_PASSWORD',
    value: webhookPassword,
    secret: true,
  });
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined) throw wrong('webhookUsername', 'given together with webhookPassword');
  if (password === undefined) throw wrong('webhookPassword', 'given together with webhookUsername');
  return { username, password };
}

function currencyFrom(currency: string | undefined): string | undefined {
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw wrong('missingCurrency', 'an ISO 4217 code such as USD');
  return currency;
}

function whole(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(field, `a whole number from ${least} to ${most}`);
}

function wrong(field: string, expected: string): ConfigurationError {
  return new ConfigurationError(`mx: \`${field}\` is not ${expected}`, { field, expected });
}
