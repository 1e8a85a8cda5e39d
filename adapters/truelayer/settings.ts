import {
  ConfigurationError,
  loadChoice,
  loadOptionalSetting,
  loadSetting,
  strictOptions,
} from 'bankweave/adapter-kit';
import type { TrueLayerAuthClient } from './legacy-client.ts';
import type { TrueLayerAsync, TrueLayerOptions } from './options.ts';

/** The options with their defaults, checked. */
export interface Settings {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly environment: 'sandbox' | 'live';
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly providers: readonly string[];
  /** Without a slash at the end. */
  readonly authUrl: string;
  readonly baseUrl: string;
  readonly jwksUrl: string;
  /** Whether the app gave an address of its own. */
  readonly ownHosts: boolean;
  readonly historyDays: number;
  readonly deepHistoryMs: number;
  readonly pkce: boolean;
  readonly responseMode: 'form_post' | undefined;
  readonly extraParams: Readonly<Record<string, string>>;
  readonly person: TrueLayerOptions['person'];
  readonly extendPath: string;
  readonly async: (Required<Pick<TrueLayerAsync, 'patienceMs'>> & TrueLayerAsync) | undefined;
  readonly client: TrueLayerAuthClient | undefined;
}

/** All that bookkeeping needs; `info` (the person's name and address) is left to those who ask for it. */
const SCOPES = [
  'accounts',
  'balance',
  'cards',
  'transactions',
  'direct_debits',
  'standing_orders',
  'offline_access',
];

const DOMAINS = { live: 'truelayer.com', sandbox: 'truelayer-sandbox.com' } as const;
const PROVIDERS = { live: ['uk-ob-all', 'uk-oauth-all'], sandbox: ['uk-cs-mock'] } as const;

const KNOWN = [
  'clientId',
  'clientSecret',
  'environment',
  'redirectUri',
  'scopes',
  'providers',
  'authUrl',
  'baseUrl',
  'apiVersion',
  'historyDays',
  'deepHistoryMinutes',
  'pkce',
  'responseMode',
  'extraParams',
  'person',
  'extendPath',
  'async',
  'webhookJwksUrl',
  'client',
] as const satisfies readonly (keyof TrueLayerOptions)[];

/** Checks the options once, when the adapter is made, and before anything is sent anywhere. */
export function settingsFrom(options: TrueLayerOptions): Settings {
  strictOptions('trueLayer', options, KNOWN);
  const { historyDays = 730, deepHistoryMinutes = 5, client } = options;
  const clientId = loadSetting({
    option: 'trueLayer({ clientId })',
    env: 'TRUELAYER_CLIENT_ID',
    value: options.clientId,
    secret: true,
  });
  const secret = {
    option: 'trueLayer({ clientSecret })',
    env: 'TRUELAYER_CLIENT_SECRET',
    value: options.clientSecret,
    secret: true,
  };
  const environment = loadChoice({
    option: 'trueLayer({ environment })',
    env: 'TRUELAYER_ENV',
    value: options.environment,
    choices: ['sandbox', 'live'],
    fallback: client ? 'live' : 'sandbox',
  });
  if (clientId.startsWith('sandbox-') !== (environment === 'sandbox')) {
    const expected =
      environment === 'sandbox' ? 'an id that begins with sandbox-' : 'the id of a live client';
    throw wrong('clientId', expected, `clientId is not one of the ${environment} environment`);
  }
  if (client && environment !== 'live')
    throw wrong('client', 'left out in the sandbox', 'truelayer-client knows only the live hosts');
  choice('apiVersion', options.apiVersion, ['data-v1']);
  choice('responseMode', options.responseMode, ['form_post']);
  within('historyDays', historyDays, 2_190);
  within('deepHistoryMinutes', deepHistoryMinutes, 1_440);
  const domain = DOMAINS[environment];
  const redirectUri = loadSetting({
    option: 'trueLayer({ redirectUri })',
    env: 'TRUELAYER_REDIRECT_URI',
    value: options.redirectUri,
    expected: 'the address of the app that the person comes back to',
  });
  if (!URL.canParse(redirectUri)) throw wrong('redirectUri', 'an address');
  return {
    clientId,
    clientSecret: client ? loadOptionalSetting(secret) : loadSetting(secret),
    environment,
    redirectUri,
    scopes: options.scopes ?? SCOPES,
    providers: options.providers ?? PROVIDERS[environment],
    authUrl: address('authUrl', options.authUrl) ?? `https://auth.${domain}`,
    baseUrl: address('baseUrl', options.baseUrl) ?? `https://api.${domain}`,
    jwksUrl: options.webhookJwksUrl ?? `https://webhooks.${domain}/.well-known/jwks`,
    ownHosts: (options.authUrl ?? options.baseUrl ?? options.webhookJwksUrl) !== undefined,
    historyDays,
    deepHistoryMs: deepHistoryMinutes * 60_000,
    pkce: options.pkce ?? false,
    responseMode: options.responseMode,
    extraParams: options.extraParams ?? {},
    person: options.person,
    extendPath: options.extendPath ?? '/connections/extend',
    async: asyncOf(options.async),
    client,
  };
}

function asyncOf(given: TrueLayerOptions['async']): Settings['async'] {
  if (given === undefined || given === false) return undefined;
  return { patienceMs: 120_000, ...(given === true ? {} : given) };
}

/** Whether what is there already is one of the words. */
function choice(field: string, value: string | undefined, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value)) throw wrong(field, `one of: ${words.join(', ')}`);
}

function address(field: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw wrong(field, 'an http(s) address');
  return value.replace(/\/+$/, '');
}

function within(field: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw wrong(field, `a whole number from 1 to ${most}`);
}

function wrong(
  field: string,
  expected: string,
  message = `\`${field}\` is not ${expected}`,
): ConfigurationError {
  return new ConfigurationError(`trueLayer: ${message}`, { provider: 'truelayer', field, expected });
}
