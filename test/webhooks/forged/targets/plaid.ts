import { createHash } from 'node:crypto';
import { plaidFace } from '../../../faces/plaid.ts';
import { type Change, type Parts, Signed } from '../sent.ts';
import type { Target } from '../target.ts';
import { wired } from './wired.ts';

/** A JWT with a hash of the body in its claims. */
export class JwtOverHash extends Signed {
  readonly header: string;
  readonly patience = { old: 300, ahead: 60 };

  constructor(header: string, path: string, now: () => number) {
    super('ES256', 'key-1', path, now);
    this.header = header;
  }

  parts(body: Uint8Array, { at = 0, stamp, claims }: Change): Parts {
    const request_body_sha256 = createHash('sha256').update(body).digest('hex');
    const own = {
      iat: stamp ? stamp.value : Math.floor(this.now() / 1_000) + at,
      request_body_sha256,
      ...(typeof claims === 'object' && claims),
    };
    const text = typeof claims === 'string' ? claims : JSON.stringify(own);
    return { header: { alg: this.alg, kid: this.kid, typ: 'JWT' }, shown: text, payload: text };
  }
}

const body = (login: string) => ({
  environment: 'sandbox',
  item_id: login,
  webhook_code: 'SYNC_UPDATES_AVAILABLE',
  webhook_type: 'TRANSACTIONS',
});

export function plaidTarget(options?: Parameters<typeof wired>[3]): Promise<Target> {
  return wired(
    plaidFace,
    (login, now) => {
      const signed = new JwtOverHash('plaid-verification', '/hooks/plaid', now);
      signed.body = Buffer.from(JSON.stringify(body(login), null, 2));
      return { signed };
    },
    (url, asked, { published }) => {
      if (url.pathname !== '/webhook_verification_key/get') return undefined;
      const { key_id } = JSON.parse(Buffer.from(asked ?? []).toString()) as { key_id: string };
      const key = published.get(key_id);
      return key
        ? { key: { created_at: 1, expired_at: null, ...key }, request_id: 'r1' }
        : {
            status: 400,
            error_type: 'INVALID_INPUT',
            error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID',
            error_message: 'no such key',
            request_id: 'r1',
          };
    },
    options,
  );
}
