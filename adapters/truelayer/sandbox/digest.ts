import { createHash } from 'node:crypto';

/** A name for some parts: the same parts give the same name, so that a sandbox run can be repeated. */
export function digest(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The same, in the shape of a UUID. */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hex = digest(...parts);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
