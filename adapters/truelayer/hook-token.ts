import { createHmac } from 'node:crypto';
import type { Settings } from './settings.ts';

const PARAM = 'token';

/** The address that TrueLayer is told, with a token in it that nobody can guess: what it sends there is not signed. */
export function hookAddress(settings: Settings, webhookUri: string): string {
  const url = new URL(webhookUri);
  url.searchParams.set(PARAM, tokenOf(settings));
  return url.href;
}

function tokenOf({ clientId, clientSecret }: Settings): string {
  return createHmac('sha256', clientSecret ?? '')
    .update(`bankweave hook of ${clientId}`)
    .digest('base64url');
}
