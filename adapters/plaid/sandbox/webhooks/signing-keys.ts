import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { Problem } from '../problem.ts';
import { uuidOf } from '../ids.ts';

interface SigningKey {
  readonly kid: string;
  readonly secret: KeyObject;
  readonly x: string;
  readonly y: string;
  /** Unix seconds. */
  readonly createdAt: number;
  expiredAt: number | null;
}

/** How a signature may be made wrong. */
export interface Forgery {
  /** Names a key that does not exist. */
  readonly unknownKey?: boolean;
  /** Signs with the newest key that was rotated out. */
  readonly retiredKey?: boolean;
  /** Seconds added to the time of signing: -301 makes it too old, 120 lets it lie in the future. */
  readonly shiftSeconds?: number;
  /** Changes a byte of the body after signing. */
  readonly tampered?: boolean;
  /** The environment that the body names. Default: `sandbox`. */
  readonly environment?: string;
  /** Another Item than the one it is about. */
  readonly itemId?: string;
}

/** The keys that webhooks are signed with: real P-256 pairs, of which the newest signs. */
export class SigningKeys {
  readonly #keys: SigningKey[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes a new key; the one before is marked as expired and can still be looked up. */
  rotate(): string {
    const current = this.#keys.at(-1);
    if (current) current.expiredAt = this.#seconds();
    return this.#make().kid;
  }

  /** The header of a webhook with this body. */
  sign(body: string, { unknownKey = false, retiredKey = false, shiftSeconds = 0 }: Forgery = {}): string {
    const newest = this.#keys.at(-1) ?? this.#make();
    const key = retiredKey ? (this.#keys.findLast(({ expiredAt }) => expiredAt !== null) ?? newest) : newest;
    const header = { alg: 'ES256', kid: unknownKey ? uuidOf('unknown', key.kid) : key.kid, typ: 'JWT' };
    const payload = {
      iat: this.#seconds() + shiftSeconds,
      request_body_sha256: createHash('sha256').update(body).digest('hex'),
    };
    const signed = [header, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(signed), { key: key.secret, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** A key as Plaid shows it. */
  find(kid: string): Record<string, unknown> {
    const key = this.#keys.find((each) => each.kid === kid);
    if (!key) {
      const message = 'invalid key_id provided. note that key_ids are specific to Plaid environments';
      throw new Problem('INVALID_WEBHOOK_VERIFICATION_KEY_ID', message);
    }
    return {
      alg: 'ES256',
      created_at: key.createdAt,
      crv: 'P-256',
      expired_at: key.expiredAt,
      kid,
      kty: 'EC',
      use: 'sig',
      x: key.x,
      y: key.y,
    };
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  #make(): SigningKey {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    const key = {
      kid: uuidOf('key', x),
      secret: pair.privateKey,
      x,
      y,
      createdAt: this.#seconds(),
      expiredAt: null,
    };
    this.#keys.push(key);
    return key;
  }
}
