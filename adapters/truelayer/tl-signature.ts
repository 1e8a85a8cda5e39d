import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import {
  InvalidInputError,
  type RawRequest,
  readBody,
  readInstant,
  type WebhookCall,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import type { Settings } from './settings.ts';

// TrueLayer's products are known to send again for up to three days; a replay is known by its event's id.
const OLDEST_MS = 72 * 3_600_000;
const AHEAD_MS = 5 * 60_000;
const STAMP = 'x-tl-webhook-timestamp';
/** Of two numbers of 521 bits. */
const SIGNATURE_BYTES = 132;

const Head = z.object({
  alg: z.literal('ES512'),
  kid: z.string().min(1).max(256),
  tl_version: z.literal('2'),
  tl_headers: z.string().max(2_048),
  jku: z.string(),
  // Whoever does not know what is said to be critical has to refuse it (RFC 7515).
  crit: z.never().optional(),
});

const Keys = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });

const verifyLater = promisify(
  (
    data: Uint8Array,
    key: KeyObject,
    signature: Uint8Array,
    done: (error: Error | null, ok: boolean) => void,
  ) => verify('sha512', data, { key, dsaEncoding: 'ieee-p1363' }, signature, done),
);

/**
 * Checks a `Tl-Signature` of version 2: a JWS without its payload, which is made anew from the method, the path, the
 * headers that it names and the raw body.
 *
 * @throws InvalidInputError for any other request, never saying what was wrong with it
 */
export async function verifySignature(
  settings: Settings,
  request: RawRequest,
  call: WebhookCall,
): Promise<void> {
  const parts = (request.headers['tl-signature'] ?? '').split('.');
  const [head = '', payload, signature = ''] = parts;
  if (parts.length !== 3 || payload !== '' || head.length > 4_096) no();
  const { kid, jku, tl_headers } = headOf(head);
  // The address of the keys is in what a stranger sent, so it must be the one that is known.
  if (jku !== settings.jwksUrl) no();
  const names = tl_headers === '' ? [] : tl_headers.split(',');
  checkAge(names, request, call.clock.now());
  const bytes = decoded(signature);
  if (bytes.length !== SIGNATURE_BYTES) no();
  const key = await call.keys.get(kid, () => keysAt(jku, call));
  if (key?.asymmetricKeyDetails?.namedCurve !== 'secp521r1') no();
  for (const path of pathsOf(request.path))
    if (await verifyLater(signedText(head, names, path, request), key, bytes)) return;
  no();
}

/** TrueLayer signs the path without its query, and its own library looks with and without a slash at the end. */
function pathsOf(path: string): readonly string[] {
  const [bare = ''] = path.split('?');
  if (bare === '') return [];
  return [...new Set([bare, bare.endsWith('/') ? bare.slice(0, -1) : `${bare}/`])];
}

function signedText(
  head: string,
  names: readonly string[],
  path: string,
  { method, headers, body }: RawRequest,
): Uint8Array {
  // In the order and the casing of the signature.
  const lines = names.map((name) => `${name}: ${headers[name.toLowerCase()] ?? no()}\n`).join('');
  const payload = Buffer.concat([Buffer.from(`${method} ${path}\n${lines}`), body]);
  return Buffer.from(`${head}.${payload.toString('base64url')}`);
}

function checkAge(names: readonly string[], { headers }: RawRequest, now: number): void {
  if (!names.some((name) => name.toLowerCase() === STAMP)) no();
  const sent = readInstant(headers[STAMP]);
  const age = sent === undefined ? Number.NaN : now - Date.parse(sent);
  if (!(age <= OLDEST_MS && age >= -AHEAD_MS)) no();
}

function headOf(part: string): z.infer<typeof Head> {
  let value: unknown;
  try {
    value = JSON.parse(decoded(part).toString('utf8'));
  } catch {
    no();
  }
  const read = Head.safeParse(value);
  return read.success ? read.data : no();
}

/** The keys of the set that can be the key of such a signature; there are older RSA ones among them. */
async function keysAt(url: string, { http }: WebhookCall): Promise<ReadonlyMap<string, KeyObject>> {
  const { keys } = readBody(await http.request({ url }), Keys);
  const found = new Map<string, KeyObject>();
  for (const key of keys) {
    const { kid, kty, crv } = key;
    if (typeof kid !== 'string' || kty !== 'EC' || crv !== 'P-521') continue;
    try {
      found.set(kid, createPublicKey({ key, format: 'jwk' }));
    } catch {
      // One key that is none does not spoil the others.
    }
  }
  return found;
}

/** The bytes of a part, which must be written in the one way there is. */
function decoded(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : no();
}

function no(): never {
  throw new InvalidInputError('truelayer: the request is not genuine', { provider: 'truelayer' });
}
