import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import type { Random } from '../internal/random.ts';
import { ownerData } from './associated-data.ts';
import { mismatch } from './content.ts';
import { DATA_KEY_BYTES } from './data-key.ts';
import { IV_BYTES, TAG_BYTES } from './envelope.ts';
import type { RingKey } from './ring-key.ts';

const CIPHER = 'aes-256-gcm';
const TAG = { authTagLength: TAG_BYTES };
const WRAPPED_BYTES = IV_BYTES + DATA_KEY_BYTES + TAG_BYTES;

/** A key of the ring made of a secret. Derived once; the secret's bytes are wiped. */
export function secretKey(id: string, secret: Uint8Array, random: Random): RingKey {
  const derived = Buffer.from(hkdfSync('sha512', secret, '', `bankweave/vault/1/wrap/${id}`, 32));
  secret.fill(0);
  const key = createSecretKey(derived);
  derived.fill(0);
  return {
    id,
    async wrap(dataKey, owner) {
      const iv = random.bytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, TAG);
      cipher.setAAD(ownerData(id, owner));
      const ciphertext = cipher.update(dataKey);
      const rest = cipher.final();
      return Buffer.concat([iv, ciphertext, rest, cipher.getAuthTag()]);
    },
    async unwrap(wrapped, owner) {
      if (wrapped.length !== WRAPPED_BYTES) throw mismatch({ keyId: id }, owner);
      const decipher = createDecipheriv(CIPHER, key, wrapped.subarray(0, IV_BYTES), TAG);
      decipher.setAAD(ownerData(id, owner));
      decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
      const unproved = decipher.update(wrapped.subarray(IV_BYTES, -TAG_BYTES));
      try {
        decipher.final();
        return unproved;
      } catch {
        unproved.fill(0);
        throw mismatch({ keyId: id }, owner);
      }
    },
  };
}
