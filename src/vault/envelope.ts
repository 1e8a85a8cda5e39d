import { VaultError } from '../errors/vault.ts';

// A sealed value as text is `sealed:` and the base64url of
//
//   format 1 | suite 1 | key id: length 1, ASCII | wrapped data key: length 2, bytes | commitment 32   <- the header
//   | IV 12 | ciphertext | tag 16
//
// Numbers are big-endian. The header is the same for everything one data key seals.

const PREFIX = 'sealed:';
const FORMAT = 1;
/** AES-256-GCM with a 96-bit IV and a 128-bit tag; HKDF-SHA-512 for the content key and the commitment to it. */
const SUITE = 1;
const COMMITMENT_BYTES = 32;

export const IV_BYTES = 12;
export const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A sealed value taken apart. All parts are views of the same bytes. */
export interface Envelope {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly commitment: Buffer;
  readonly header: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Whether a text may be the id of a key. */
export function isKeyId(text: unknown): text is string {
  return typeof text === 'string' && KEY_ID.test(text);
}

/** Whether a stored text claims to be a sealed value. */
export function isSealed(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** The header of everything that one data key seals. */
export function headerOf(keyId: string, wrapped: Uint8Array, commitment: Uint8Array): Buffer {
  const id = Buffer.from(keyId, 'latin1');
  const lengths = Buffer.from([wrapped.length >> 8, wrapped.length & 0xff]);
  return Buffer.concat([Buffer.from([FORMAT, SUITE, id.length]), id, lengths, wrapped, commitment]);
}

/** The bytes of a sealed value as text. */
export function toText(bytes: Buffer): string {
  return PREFIX + bytes.toString('base64url');
}

/** Takes a sealed text apart without trusting any of it. */
export function parseEnvelope(text: string): Envelope {
  if (typeof text !== 'string' || !isSealed(text)) throw malformed('it does not look like one');
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  // Decoding forgives stray characters and spare bits; one value has one spelling only.
  if (bytes.toString('base64url') !== encoded) throw malformed('it is not canonical base64url');
  const [format, suite, idLength = 0] = bytes;
  if (bytes.length < 2) throw malformed('it ends too early');
  if (format !== FORMAT || suite !== SUITE)
    throw new VaultError('This value was sealed in a format that this release does not know.', {
      fault: 'unsupported',
    });
  const idEnd = 3 + idLength;
  // What is not there reads as 0, which makes the whole too short below.
  const wrappedEnd = idEnd + 2 + ((bytes[idEnd] ?? 0) << 8) + (bytes[idEnd + 1] ?? 0);
  const headerEnd = wrappedEnd + COMMITMENT_BYTES;
  const ivEnd = headerEnd + IV_BYTES;
  const tagStart = bytes.length - TAG_BYTES;
  if (tagStart < ivEnd) throw malformed('it ends too early');
  const keyId = bytes.toString('latin1', 3, idEnd);
  if (!isKeyId(keyId)) throw malformed('its key id is none');
  return {
    keyId,
    wrapped: bytes.subarray(idEnd + 2, wrappedEnd),
    commitment: bytes.subarray(wrappedEnd, headerEnd),
    header: bytes.subarray(0, headerEnd),
    iv: bytes.subarray(headerEnd, ivEnd),
    ciphertext: bytes.subarray(ivEnd, tagStart),
    tag: bytes.subarray(tagStart),
  };
}

function malformed(why: string): VaultError {
  return new VaultError(`This is no sealed value: ${why}.`, { fault: 'malformed' });
}
