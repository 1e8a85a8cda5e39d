import { createCipheriv, createDecipheriv } from 'node:crypto';
import { VaultError } from '../errors/vault.ts';
import { associatedData } from './associated-data.ts';
import type { SealContext } from './contract.ts';
import type { DataKey } from './data-key.ts';
import { type Envelope, TAG_BYTES, toText } from './envelope.ts';

const CIPHER = 'aes-256-gcm';
// Without it a decipher would take a tag of 4 bytes as well.
const TAG = { authTagLength: TAG_BYTES };

/** Seals a text under a data key. */
export function sealContent(key: DataKey, iv: Uint8Array, plaintext: string, context: SealContext): string {
  const cipher = createCipheriv(CIPHER, key.content, iv, TAG);
  cipher.setAAD(associatedData(key.header, iv, context));
  const ciphertext = cipher.update(plaintext, 'utf8');
  // In this order: nothing may be left in the cipher when its tag is asked for.
  const rest = cipher.final();
  return toText(Buffer.concat([key.header, iv, ciphertext, rest, cipher.getAuthTag()]));
}

/** Opens an envelope under a data key. Nothing of it is given out before its tag has proved it whole. */
export function openContent(key: DataKey, envelope: Envelope, context: SealContext): string {
  // A commitment is public, so how long the comparison takes tells nothing.
  if (!key.commitment.equals(envelope.commitment)) throw mismatch(envelope, context);
  const decipher = createDecipheriv(CIPHER, key.content, envelope.iv, TAG);
  decipher.setAAD(associatedData(envelope.header, envelope.iv, context));
  decipher.setAuthTag(envelope.tag);
  const unproved = decipher.update(envelope.ciphertext);
  try {
    decipher.final();
    return unproved.toString('utf8');
  } catch {
    throw mismatch(envelope, context);
  } finally {
    unproved.fill(0);
  }
}

/** The one answer to everything that does not fit: which part it was cannot be told, and would only help a forger. */
export function mismatch(
  { keyId }: { readonly keyId: string },
  context: { connectionId: string },
): VaultError {
  return new VaultError(
    'A sealed value does not open: it was changed, or sealed for another user, connection, field or version, or its key has another secret now.',
    { fault: 'mismatch', keyId, connectionId: context.connectionId },
  );
}
