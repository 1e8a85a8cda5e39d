import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings.ts';

const CONNECTION = 'connection';
const TOKEN = 'token';

/**
 * The address that TrueLayer is told for the answers of one connection. What comes there is not signed, so it says
 * itself whose it is, with a token that nobody can guess and that is good for no other connection.
 */
export function hookAddress(settings: Settings, webhookUri: string, login: string): string {
  const url = new URL(webhookUri);
  url.searchParams.set(CONNECTION, login);
  url.searchParams.set(TOKEN, tokenOf(settings, login));
  return url.href;
}

/** The connection whose address a request came to; `undefined` where it is none that TrueLayer was told. */
export function loginOfHook(settings: Settings, path: string): string | undefined {
  const params = URL.parse(path, 'https://app.invalid')?.searchParams;
  const login = params?.get(CONNECTION) ?? '';
  if (settings.async?.webhookUri === undefined || login === '') return undefined;
  const given = Buffer.from(params?.get(TOKEN) ?? '');
  const own = Buffer.from(tokenOf(settings, login));
  return given.length === own.length && timingSafeEqual(given, own) ? login : undefined;
}

function tokenOf({ clientId, clientSecret }: Settings, login: string): string {
  return createHmac('sha256', clientSecret ?? '')
    .update(`bankweave hook of ${clientId} for ${login}`)
    .digest('base64url');
}
