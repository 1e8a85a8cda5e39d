import { createHash } from 'node:crypto';
import { InvalidInputError, type LinkSession } from 'bankweave/adapter-kit';
import type { TrueLayerLinkInput } from './options.ts';
import type { Settings } from './settings.ts';

const OWN = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'nonce',
  'state',
  'providers',
  'provider_id',
  'response_mode',
  'code_challenge',
  'code_challenge_method',
];

/** The address of the dialog. It can be used once and cannot be framed. */
export function authUrl(settings: Settings, session: LinkSession, input: TrueLayerLinkInput): string {
  const { providerId, redirectUri = settings.redirectUri, scopes = settings.scopes } = input;
  const extra = { ...settings.extraParams, ...input.extraParams };
  const taken = Object.keys(extra).find((name) => OWN.includes(name));
  if (taken !== undefined)
    throw refuse('extraParams', 'only parameters that the adapter does not set itself');
  if (scopes.length === 0) throw refuse('scopes', 'at least one scope');
  const providers = input.providers ?? settings.providers;
  // A bank that is gone to directly has to be among those that are offered.
  const offered =
    providerId === undefined || providers.includes(providerId) ? providers : [...providers, providerId];
  const fields: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    nonce: nonceOf(session),
    state: session.state,
    providers: offered.length > 0 ? offered.join(' ') : undefined,
    provider_id: providerId,
    response_mode: settings.responseMode,
    ...challengeOf(settings, session),
    ...extra,
  };
  return `${settings.authUrl}/?${queryOf(fields)}`;
}

/** The PKCE fields, where they are wished for. */
export function challengeOf({ pkce }: Settings, { codeChallenge }: LinkSession): Record<string, string> {
  return pkce ? { code_challenge: codeChallenge, code_challenge_method: 'S256' } : {};
}

// Not URLSearchParams: it writes a space as `+`, which the dialog is known to take for a plus.
function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    )
    .join('&');
}

// As random as the state it is made from, and tells nothing about it.
function nonceOf({ state }: LinkSession): string {
  return createHash('sha256').update(`truelayer nonce ${state}`).digest('base64url');
}

function refuse(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`truelayer: \`${field}\` is not ${expected}`, {
    provider: 'truelayer',
    field,
    expected,
  });
}
