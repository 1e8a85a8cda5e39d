import { createHash } from 'node:crypto';

/** A guid in MX's form, `TRN-` and a UUID, that follows from its key: the same key gives the same guid. */
export function guidOf(prefix: string, ...key: readonly (string | number)[]): string {
  const hex = createHash('sha256')
    .update([prefix, ...key].join('\u0000'))
    .digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `${prefix}-${parts.join('-')}`;
}

/** A number in `0..n-1` that follows from a text. */
export function pickOf(text: string, n: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % n;
}
