import {
  ConfigurationError,
  loadChoice,
  loadOptionalSetting,
  loadSetting,
  strictOptions,
} from 'bankweave/adapter-kit';
import type { PlaidClient } from './plaid-client.ts';
import { LINK_OPTIONS, linkPlan, type LinkPlan, type PlaidLinkInput } from './link-options.ts';

/** How Plaid is reached, and what every link asks for unless it says otherwise. */
export interface PlaidOptions extends PlaidLinkInput {
  /** From the Dashboard, or `PLAID_CLIENT_ID`. */
  readonly clientId?: string;
  /** The secret of this environment, or `PLAID_SECRET`. */
  readonly secret?: string;
  /** `sandbox` or `production`, or `PLAID_ENV`. Default: `sandbox`. */
  readonly environment?: 'sandbox' | 'production';
  /** Where `plaidWire()` is served, such as `http://127.0.0.1:4010/plaid`. Default: Plaid itself. */
  readonly baseUrl?: string;
  /**
   * A `PlaidApi` of your own, in place of the keys. Then your axios sends: redirects, retries, sizes and the list of
   * hosts are yours to see to.
   */
  readonly client?: PlaidClient;
  /** Which of Plaid's category lists to ask for. Default: `v2`. */
  readonly categoryVersion?: 'v1' | 'v2';
}

/** The options with their defaults. */
export interface Settings {
  readonly keys: { readonly clientId: string; readonly secret: string } | undefined;
  readonly client: PlaidClient | undefined;
  /** `undefined` where the app holds the client and did not say. */
  readonly environment: 'sandbox' | 'production' | undefined;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Whether the app gave the address, so that it may be this machine. */
  readonly isOwnAddress: boolean;
  readonly categoryVersion: 'v1' | 'v2';
  /** What every link asks for. */
  readonly link: LinkPlan;
  /** The same as the app wrote it, so that a link's input can come before it. */
  readonly given: PlaidLinkInput;
}

/** Plaid's host of an environment. */
export function hostOf(environment: Settings['environment']): string {
  return `${environment ?? 'sandbox'}.plaid.com`;
}

/** Checks the options once, when the adapter is made. */
export function settingsFrom(options: PlaidOptions): Settings {
  const own = ['clientId', 'secret', 'environment', 'baseUrl', 'client', 'categoryVersion'] as const;
  strictOptions('plaid', options, [...own, ...LINK_OPTIONS]);
  const { client, baseUrl, categoryVersion = 'v2' } = options;
  if (client !== undefined && (options.clientId ?? options.secret ?? baseUrl) !== undefined)
    throw new ConfigurationError(
      'plaid: `client` brings its own keys and address; leave out clientId, secret and baseUrl',
      { field: 'client' },
    );
  if (baseUrl !== undefined && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ''))
    throw new ConfigurationError('plaid: `baseUrl` is not a web address', {
      field: 'baseUrl',
      expected: 'an http(s) URL',
    });
  if (categoryVersion !== 'v1' && categoryVersion !== 'v2')
    throw new ConfigurationError('plaid: `categoryVersion` is not v1 or v2', { field: 'categoryVersion' });
  const environment = environmentOf(options);
  const given = { ...options, ...fromEnvironment(options) };
  return {
    keys: client === undefined ? keysOf(options) : undefined,
    client,
    environment,
    baseUrl: (baseUrl ?? `https://${hostOf(environment)}`).replace(/\/+$/, ''),
    isOwnAddress: baseUrl !== undefined,
    categoryVersion,
    link: linkPlan(onlyLink(given), ConfigurationError),
    given: onlyLink(given),
  };
}

function keysOf({ clientId, secret }: PlaidOptions): { clientId: string; secret: string } {
  const key = (option: 'clientId' | 'secret', env: string, value: string | undefined): string =>
    loadSetting({
      option: `plaid({ ${option} })`,
      env,
      value,
      secret: true,
      expected: `the ${option} of your Plaid Dashboard`,
    });
  return {
    clientId: key('clientId', 'PLAID_CLIENT_ID', clientId),
    secret: key('secret', 'PLAID_SECRET', secret),
  };
}

function environmentOf({ client, environment: value }: PlaidOptions): Settings['environment'] {
  // The environment of somebody else's client is not to be guessed from a variable.
  if (client !== undefined && value === undefined) return undefined;
  return loadChoice({
    option: 'plaid({ environment })',
    env: 'PLAID_ENV',
    value,
    choices: ['sandbox', 'production'],
    fallback: 'sandbox',
  });
}

function fromEnvironment({ webhookUrl, redirectUri, androidPackageName }: PlaidOptions): PlaidLinkInput {
  const address = (option: string, env: string, value: string | undefined): string | undefined =>
    loadOptionalSetting({ option: `plaid({ ${option} })`, env, value, expected: 'an address' });
  const webhook = address('webhookUrl', 'PLAID_WEBHOOK_URL', webhookUrl);
  const redirect =
    androidPackageName === undefined
      ? address('redirectUri', 'PLAID_REDIRECT_URI', redirectUri)
      : redirectUri;
  return {
    ...(webhook !== undefined && { webhookUrl: webhook }),
    ...(redirect !== undefined && { redirectUri: redirect }),
  };
}

function onlyLink(given: PlaidLinkInput): PlaidLinkInput {
  return Object.fromEntries(
    LINK_OPTIONS.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]),
  );
}
