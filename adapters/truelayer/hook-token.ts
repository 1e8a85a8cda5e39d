import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings.ts';

const PARAM = 'token';

/** The address that TrueLayer is told, with a token in it that nobody can guess: what it sends there is not signed. */
export function hookAddress(settings: Settings, webhookUri: string): string {
  const url = new URL(webhookUri);
  url.searchParams.set(PARAM, tokenOf(settings));
  return url.href;
}

/** Whether a request came to the address that only TrueLayer was told. */
export function hasHookToken(settings: Settings, path: string): boolean {
  const given = Buffer.from(URL.parse(path, 'https://app.invalid')?.searchParams.get(PARAM) ?? '');
  const own = Buffer.from(tokenOf(settings));
  return (
    settings.async?.webhookUri !== undefined && given.length === own.length && timingSafeEqual(given, own)
  );
}

function tokenOf({ clientId, clientSecret }: Settings): string {
  return createHmac('sha256', clientSecret ?? '')
    .update(`bankweave hook of ${clientId}`)
    .digest('base64url');
}
