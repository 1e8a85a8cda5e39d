import { createPublicKey, hash, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import {
  isBankweaveError,
  ProviderResponseError,
  type RawRequest,
  readWire,
  type WebhookCall,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import type { Api } from './client.ts';
import type { Settings } from './options.ts';
import { VerificationKey } from './wire.ts';

/** How old a signature may be, and how far ahead of us its maker's clock, in seconds. */
const OLDEST = 300;
const AHEAD = 60;

const Header = z.object({
  alg: z.literal('ES256'),
  typ: z.literal('JWT').optional(),
  kid: z.string().min(1).max(256),
  // Whoever does not know what is said to be critical has to refuse it (RFC 7515).
  crit: z.never().optional(),
});

const Claims = z.object({
  iat: z.number().int(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
  request_body_sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const Jwk = z.object({
  alg: z.literal('ES256'),
  crv: z.literal('P-256'),
  kty: z.literal('EC'),
  use: z.literal('sig'),
  x: z.string(),
  y: z.string(),
  expired_at: z.number().nullish(),
});

/**
 * Checks Plaid's signature: ES256 over the header and a hash of the raw body, with a key that is asked for by its id and
 * kept for a while. Several keys are valid at a time.
 */
export function createVerify({ environment }: Settings, api: Api) {
  // A key that is retired has an end; it is kept beside the key itself.
  const ends = new WeakMap<KeyObject, number>();

  const load = async (kid: string, call: WebhookCall): Promise<ReadonlyMap<string, KeyObject>> => {
    let jwk: z.infer<typeof Jwk>;
    try {
      const { key } = await api.ask(call, 'webhookVerificationKeyGet', { key_id: kid }, VerificationKey);
      jwk = readWire(Jwk, key, 'key');
    } catch (error) {
      // No such key is an answer, which is kept for a while like any other.
      const isUnknown =
        isBankweaveError(error) && error.providerCode === 'INVALID_WEBHOOK_VERIFICATION_KEY_ID';
      if (isUnknown) return new Map();
      throw error;
    }
    const { kty, crv, x, y, expired_at: end } = jwk;
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    if (typeof end === 'number') ends.set(key, end);
    return new Map([[kid, key]]);
  };

  return async (request: RawRequest, call: WebhookCall): Promise<void> => {
    const token = request.headers['plaid-verification'];
    const parts = partsOf(token);
    const { kid } = part(Header, parts[0], 'header');
    const { iat, exp, nbf, request_body_sha256 } = part(Claims, parts[1], 'claims');
    const now = call.clock.now() / 1000;
    // Before any key is asked for: what is too old need not cost a call.
    if (now - iat > OLDEST) throw refusal('signature is too old');
    if (iat - now > AHEAD || (nbf ?? iat) - now > AHEAD) throw refusal('signature is from the future');
    if (exp !== undefined && exp <= now) throw refusal('signature has ended');
    const key = await call.keys.get(kid, () => load(kid, call));
    if (!key) throw refusal('signature names a key that Plaid does not have');
    const end = ends.get(key);
    if (end !== undefined && end <= iat) throw refusal('signature was made with a key that has expired');
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    const signature = Buffer.from(parts[2], 'base64url');
    // Bytes have one spelling; another one would be another request with the same signature.
    if (signature.toString('base64url') !== parts[2]) throw refusal('signature is misspelt');
    const isSigned = verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
    if (!isSigned) throw refusal('signature does not fit');
    if (!isSameHash(hash('sha256', request.body, 'hex'), request_body_sha256))
      throw refusal('body was changed');
    checkEnvironment(request.body, environment);
  };
}

/** What a token claims, unproved; nothing where there is none. */
export function claimsOf(token: string | undefined): { readonly iat: number } | undefined {
  const claims = Claims.safeParse(jsonIn(token?.split('.')[1]));
  return claims.success ? claims.data : undefined;
}

/** The keys of one environment prove nothing about another. */
function checkEnvironment(body: Uint8Array, environment: Settings['environment']): void {
  if (environment === undefined) return;
  const given = (jsonOf(Buffer.from(body).toString('utf8')) as { environment?: unknown } | undefined)
    ?.environment;
  if (given !== environment) throw refusal('body is of another environment');
}

function partsOf(token: string | undefined): readonly [string, string, string] {
  const parts = token?.split('.') ?? [];
  const [header, claims, signature] = parts;
  const isWhole =
    parts.length === 3 && parts.every((text) => /^[\w-]+$/.test(text)) && (token?.length ?? 0) < 4_096;
  if (!isWhole || !header || !claims || !signature) throw refusal('signature is missing or malformed');
  return [header, claims, signature];
}

function part<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const read = schema.safeParse(jsonIn(text));
  if (!read.success) throw refusal(`${what} of the signature are not those of an ES256 token of Plaid`);
  return read.data;
}

function jsonIn(text: string | undefined): unknown {
  return text === undefined ? undefined : jsonOf(Buffer.from(text, 'base64url').toString('utf8'));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refusal(what: string): ProviderResponseError {
  return new ProviderResponseError(`the webhook is refused: its ${what}`, {
    provider: 'plaid',
    field: 'plaid-verification',
    expected: 'a fresh ES256 signature of Plaid over this body',
  });
}
