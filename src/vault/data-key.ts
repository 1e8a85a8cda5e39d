import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { headerOf } from './envelope.ts';

export const DATA_KEY_BYTES = 32;
const INFO = 'bankweave/vault/1/aes-256-gcm+commitment';

/** A data key ready for use: never the key itself, only what is made of it. */
export interface DataKey {
  readonly keyId: string;
  /** The data key as the ring's key wrapped it. */
  readonly wrapped: Buffer;
  readonly commitment: Buffer;
  readonly header: Buffer;
  readonly content: KeyObject;
}

/**
 * Makes a data key ready for use, and wipes it. HKDF gives two independent halves: a public commitment, without which
 * a ciphertext could be made to open under two keys, and the key that seals.
 */
export function readyDataKey(raw: Uint8Array, keyId: string, wrapped: Uint8Array): DataKey {
  const halves = Buffer.from(hkdfSync('sha512', raw, '', INFO, 64));
  raw.fill(0);
  const commitment = Buffer.from(halves.subarray(0, 32));
  const content = createSecretKey(halves.subarray(32));
  halves.fill(0);
  // A copy of its own: the bytes of an envelope would keep the whole envelope alive.
  const kept = Buffer.from(wrapped);
  return { keyId, wrapped: kept, commitment, header: headerOf(keyId, kept, commitment), content };
}
