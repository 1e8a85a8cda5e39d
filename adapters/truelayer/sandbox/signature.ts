import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** The keys of the sandbox's signed webhooks. */
export interface Signer {
  /** The public keys as TrueLayer publishes them, an older RSA one among them. */
  jwks(): object;
  /** A `Tl-Signature` of version 2 over method, path, some headers in order, and the body. */
  sign(message: SignedMessage): string;
}

/** What a signature is about. */
interface SignedMessage {
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly jku: string;
  /** Default: the one in the published keys. */
  readonly kid?: string;
}

/** Makes keys for one wire. */
export function createSigner(): Signer {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-521' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = ec.publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify(publicKey)).digest('hex').slice(0, 32);
  const jwks = {
    keys: [
      { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'older', use: 'sig', alg: 'RS256' },
      { ...publicKey, kid, use: 'sig', alg: 'ES512' },
    ],
  };
  return {
    jwks: () => jwks,
    sign({ path, headers, body, jku, kid: named = kid }) {
      const head = part({
        alg: 'ES512',
        kid: named,
        tl_version: '2',
        tl_headers: headers.map(([name]) => name).join(','),
        jku,
      });
      const lines = headers.map(([name, value]) => `${name}: ${value}\n`).join('');
      const payload = Buffer.from(`POST ${path}\n${lines}${body}`).toString('base64url');
      const signature = sign('sha512', Buffer.from(`${head}.${payload}`), {
        key: ec.privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${head}..${signature.toString('base64url')}`;
    },
  };
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
