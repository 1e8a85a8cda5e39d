import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A request as somebody sends it. A header may come more than once. */
export interface Sent {
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** What is other than in a genuine request. Nothing that is left out is. */
export interface Change {
  /** Members of the token's header; as text, the whole of it. */
  readonly header?: object | string;
  /** Members of the claims, where the token has any; as text, the whole of them. */
  readonly claims?: object | string;
  /** When it was signed, in seconds from now. */
  readonly at?: number;
  /** What stands where the time stands. */
  readonly stamp?: { readonly value: unknown };
  /** What is signed and sent. */
  readonly body?: Uint8Array;
  /** What is sent in place of what was signed. */
  readonly sentBody?: Uint8Array;
  /** What is signed in place of what is sent. */
  readonly signedPath?: string;
  readonly signedMethod?: string;
  readonly by?: KeyObject;
  readonly sign?: (input: Buffer) => Uint8Array;
  /** The value of the header with the token, from the right one; `undefined` leaves it out. */
  readonly token?: (right: string, signature: Buffer) => string | readonly string[] | undefined;
  /** Further headers. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

const CURVES = {
  ES256: {
    curve: 'P-256',
    hash: 'sha256',
    half: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  ES512: {
    curve: 'P-521',
    hash: 'sha512',
    half: 66,
    order: BigInt(`0x1${'f'.repeat(65)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`),
  },
} as const;

/** What a token's parts are, for one provider. */
export interface Parts {
  readonly header: object;
  /** In the token: the claims, or nothing where the payload is left out. */
  readonly shown: string;
  /** What the signature is over. */
  readonly payload: string | Uint8Array;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** How a provider signs, for somebody who has its key. */
export abstract class Signed {
  abstract readonly header: string;
  readonly alg: keyof typeof CURVES;
  readonly kid: string;
  readonly path: string;
  /** The seconds that a signature may be old, and ahead. */
  abstract readonly patience: { readonly old: number; readonly ahead: number };
  readonly pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** Published keys by id. */
  readonly published = new Map<string, object>();
  readonly now: () => number;
  body: Uint8Array = new Uint8Array();

  constructor(alg: keyof typeof CURVES, kid: string, path: string, now: () => number) {
    [this.alg, this.kid, this.path, this.now] = [alg, kid, path, now];
    this.pair = this.newKey();
    this.publish(kid, this.pair.publicKey);
  }

  get curve() {
    return CURVES[this.alg];
  }

  newKey(namedCurve: string = this.curve.curve): { privateKey: KeyObject; publicKey: KeyObject } {
    return generateKeyPairSync('ec', { namedCurve });
  }

  /** Puts a key among those that the provider gives out. */
  publish(kid: string, key: KeyObject, more: object = {}): void {
    this.published.set(kid, { ...key.export({ format: 'jwk' }), alg: this.alg, use: 'sig', kid, ...more });
  }

  abstract parts(body: Uint8Array, change: Change): Parts;

  signature(input: Uint8Array, key: KeyObject = this.pair.privateKey): Buffer {
    return sign(this.curve.hash, input, { key, dsaEncoding: 'ieee-p1363' });
  }

  /** A genuine request, or not quite. */
  sent(change: Change = {}): Sent {
    const body = change.body ?? this.body;
    const parts = this.parts(body, change);
    const head = encode(
      typeof change.header === 'string' ? change.header : { ...parts.header, ...change.header },
    );
    const input = Buffer.from(`${head}.${encode(parts.payload)}`);
    const signature = Buffer.from(change.sign?.(input) ?? this.signature(input, change.by));
    const right = `${head}.${parts.shown && encode(parts.shown)}.${encode(signature)}`;
    const tokens = change.token ? (change.token(right, signature) ?? []) : right;
    return {
      path: this.path,
      headers: [
        ['content-type', 'application/json'],
        ...(parts.headers ?? []),
        ...[tokens].flat().map((token) => [this.header, token] as const),
        ...(change.headers ?? []),
      ],
      body: change.sentBody ?? body,
    };
  }
}

export function encode(value: unknown): string {
  const isBytes = typeof value === 'string' || value instanceof Uint8Array;
  return Buffer.from(isBytes ? value : JSON.stringify(value)).toString('base64url');
}

/** What a provider without signatures sends: a name and a password. */
export interface Basic {
  readonly header: 'authorization';
  readonly path: string;
  readonly credentials: string;
  readonly body: Uint8Array;
  /** With these values of the header in place of the right one. */
  sent(...values: readonly string[]): Sent;
}
