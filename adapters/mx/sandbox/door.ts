import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './reply.ts';
import type { Settings } from './settings.ts';

/** Lets in whoever shows the client id and the key. The 401 comes without a challenge header, as at MX. */
export function checkKeys(headers: Headers, { clientId, apiKey }: Settings): void {
  const [scheme, pair] = (headers.get('authorization') ?? '').split(' ');
  const shown = scheme?.toLowerCase() === 'basic' ? Buffer.from(pair ?? '', 'base64') : Buffer.of();
  if (!timingSafeEqual(digest(shown), digest(`${clientId}:${apiKey}`))) {
    throw new Refusal(401, 'The client id or the API key is not valid.');
  }
}

function digest(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}
