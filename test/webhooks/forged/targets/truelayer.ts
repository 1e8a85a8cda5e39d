import { generateKeyPairSync } from 'node:crypto';
import { trueLayerFace } from '../../../faces/truelayer.ts';
import { type Change, type Parts, Signed } from '../sent.ts';
import type { Target } from '../target.ts';
import { wired } from './wired.ts';

const JKU = 'https://webhooks.truelayer-sandbox.com/.well-known/jwks';
const STAMP = 'X-Tl-Webhook-Timestamp';

/** A JWS without its payload: method, path, the named headers and the body. */
class Detached extends Signed {
  readonly header = 'tl-signature';
  readonly patience = { old: 72 * 3_600, ahead: 300 };

  parts(body: Uint8Array, { at = 0, stamp, signedPath, signedMethod }: Change): Parts {
    const time = stamp ? stamp.value : new Date(this.now() + at * 1_000).toISOString();
    const value = typeof time === 'string' ? time : JSON.stringify(time);
    const lines = `${signedMethod ?? 'POST'} ${signedPath ?? this.path}\n${STAMP}: ${value}\n`;
    return {
      header: { alg: this.alg, kid: this.kid, tl_version: '2', tl_headers: STAMP, jku: JKU },
      shown: '',
      payload: Buffer.concat([Buffer.from(lines), body]),
      headers: value === undefined ? [] : [[STAMP, value]],
    };
  }
}

export function trueLayerTarget(options?: Parameters<typeof wired>[3]): Promise<Target> {
  // As in the real set, among the keys there is one of another kind.
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
  const older = { ...rsa.export({ format: 'jwk' }), kid: 'older', use: 'sig', alg: 'RS256' };
  return wired(
    trueLayerFace,
    (login, now) => {
      const signed = new Detached('ES512', 'key-1', '/hooks/truelayer', now);
      const event = { connection_id: login, event_id: 'event-1', type: 'something_new' };
      signed.body = Buffer.from(JSON.stringify(event, null, 2));
      return { signed };
    },
    (url, _, { published }) => (url.href === JKU ? { keys: [older, ...published.values()] } : undefined),
    options,
  );
}
