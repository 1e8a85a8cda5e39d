import { hash } from 'node:crypto';

/** An id as Plaid writes them: 37 letters and digits, the same for the same key. */
export function entityId(...key: readonly string[]): string {
  return lettersOf(key, 37);
}

/** A request's own id: 15 letters and digits. */
export function requestId(...key: readonly string[]): string {
  return lettersOf(key, 15);
}

/** A UUID made of a key. */
export function uuidOf(...key: readonly string[]): string {
  const hex = hash('sha256', key.join('\n'));
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function lettersOf(key: readonly string[], length: number): string {
  // 86 characters, of which two in sixty-four are no letters or digits.
  return hash('sha512', key.join('\n'), 'base64url').replaceAll(/[-_]/g, '').slice(0, length);
}
