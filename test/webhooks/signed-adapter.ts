import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Adapter,
  defineAdapter,
  InvalidInputError,
  type Notice,
  type RawRequest,
  type WebhookCall,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { type PlainAdapter, plain, type Script } from '../client/plain-adapter.ts';
import { encode } from './forged/sent.ts';

export const HEADER = 'acme-signature';

/** A provider's side: its keys by id, and how often they were asked for. */
export class Signer {
  readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly kid = 'key-1';
  readonly jwks = new Map<string, JsonWebKey>([[this.kid, this.pair.publicKey.export({ format: 'jwk' })]]);
  fetched: string[] = [];

  /** The header for a body, signed as it should be; `change` makes something else of it. */
  token(
    body: string | Uint8Array,
    seconds: number,
    change: { header?: object; payload?: object } = {},
  ): string {
    const digest = createHash('sha256').update(body).digest('hex');
    const header = { alg: 'ES256', kid: this.kid, typ: 'JWT', ...change.header };
    const payload = { iat: seconds, request_body_sha256: digest, ...change.payload };
    return this.signed(`${encode(header)}.${encode(payload)}`);
  }

  signed(input: string, key: KeyObject = this.pair.privateKey): string {
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }
}

const verifyLater = promisify(
  (
    data: Uint8Array,
    key: KeyObject,
    signature: Uint8Array,
    done: (error: Error | null, ok: boolean) => void,
  ) => verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature, done),
);

function no(): never {
  throw new InvalidInputError('acme: the request is not genuine', { provider: 'acme' });
}

function part(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : no();
}

function members(bytes: Uint8Array, names: readonly string[]): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    no();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) no();
  return Object.keys(value).every((name) => names.includes(name)) ? (value as Record<string, unknown>) : no();
}

/** Verifies as a stranger would who has read the provider's documentation and nothing else. */
async function verifyAcme(
  { headers, body }: RawRequest,
  call: WebhookCall,
  fetchKey: (kid: string) => Promise<JsonWebKey | undefined>,
): Promise<void> {
  const token = headers[HEADER];
  if (!token || token.length > 8_192) no();
  const parts = token.split('.');
  const [head = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) no();
  const { alg, kid, typ } = members(part(head), ['alg', 'kid', 'typ']);
  if (alg !== 'ES256' || typ !== 'JWT' || typeof kid !== 'string') no();
  const key = await call.keys.get(kid, async () => {
    const jwk = await fetchKey(kid);
    return new Map(jwk ? [[kid, createPublicKey({ key: jwk, format: 'jwk' })]] : []);
  });
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') no();
  const raw = part(signature);
  if (raw.length !== 64 || !(await verifyLater(Buffer.from(`${head}.${payload}`), key, raw))) no();
  const { iat, request_body_sha256: digest } = members(part(payload), ['iat', 'request_body_sha256']);
  const age = call.clock.now() / 1_000 - (Number.isInteger(iat) ? (iat as number) : Number.NaN);
  if (!(age <= 300 && age >= -60)) no();
  const own = createHash('sha256').update(body).digest('hex');
  if (typeof digest !== 'string' || digest.length !== own.length) no();
  if (!timingSafeEqual(Buffer.from(digest), Buffer.from(own))) no();
}

/** What the provider sends: one event, or several. */
export interface AcmeEvent {
  readonly id: string;
  readonly login: string;
  readonly type?: Notice['type'];
  readonly urgent?: boolean;
  readonly about?: NonNullable<Notice['about']>;
}

function parseAcme({ body }: RawRequest): readonly Notice[] {
  const read: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  return (Array.isArray(read) ? read : [read]).map(({ id, login, type = 'sync', ...rest }: AcmeEvent) => ({
    providerConnectionId: login,
    dedupeKey: id,
    type,
    ...rest,
  }));
}

export type AcmeAdapter = Omit<PlainAdapter, 'id' | 'webhooks'> & {
  readonly id: 'acme';
  readonly webhooks: WebhooksFacet;
} & Adapter<'acme', { readonly hint?: string }, { readonly code: string }>;

/** A scripted provider that sends signed webhooks. */
export function acme(
  signer: Signer,
  facet: Partial<WebhooksFacet> = {},
  given: Partial<Script> = {},
): { adapter: AcmeAdapter; script: Script } {
  const { adapter, script } = plain(given);
  const fetchKey = async (kid: string): Promise<JsonWebKey | undefined> => {
    signer.fetched.push(kid);
    return signer.jwks.get(kid);
  };
  const webhooks: WebhooksFacet = {
    verify: (request, call) => verifyAcme(request, call, fetchKey),
    parse: parseAcme,
    ...facet,
  };
  return { adapter: defineAdapter({ ...adapter, id: 'acme', webhooks }) as AcmeAdapter, script };
}
