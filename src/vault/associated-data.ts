import type { SealContext, SealOwner } from './contract.ts';

const LABEL = 'bankweave/vault/1';

/**
 * What a ciphertext is bound to beside its key: the header, the IV, and the one place it belongs to. Every part stands
 * behind its length, so that no two places have the same bytes. Text is written as UTF-16, which holds any string.
 */
export function associatedData(
  header: Buffer,
  iv: Uint8Array,
  { userId, connectionId, field, version }: SealContext,
): Buffer {
  const texts = 2 * (LABEL.length + userId.length + connectionId.length + field.length);
  const data = Buffer.allocUnsafe(6 * 4 + texts + header.length + iv.length + 6);
  let at = writeText(data, 0, LABEL);
  at = writeBytes(data, at, header);
  at = writeBytes(data, at, iv);
  at = writeText(data, at, userId);
  at = writeText(data, at, connectionId);
  at = writeText(data, at, field);
  data.writeUIntBE(version, at, 6);
  return data;
}

/** What a wrapped data key is bound to. */
export function ownerData(keyId: string, { userId, connectionId }: SealOwner): Buffer {
  const texts = ['bankweave/data-key/1', keyId, userId, connectionId];
  const data = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + 4 + 2 * text.length, 0));
  texts.reduce((at, text) => writeText(data, at, text), 0);
  return data;
}

function writeText(data: Buffer, at: number, text: string): number {
  data.writeUInt32BE(2 * text.length, at);
  return at + 4 + data.write(text, at + 4, 'utf16le');
}

function writeBytes(data: Buffer, at: number, bytes: Uint8Array): number {
  data.writeUInt32BE(bytes.length, at);
  data.set(bytes, at + 4);
  return at + 4 + bytes.length;
}
