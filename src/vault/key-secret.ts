import { ConfigurationError } from '../errors/catalog.ts';
import { Secret } from './secret.ts';
import { weaknessOf } from './weak-key.ts';

const BYTES = 32;
const MAKE_ONE = 'Make one with: openssl rand -base64 32';

/** The 32 bytes of a key's secret, or an error that shows how to make one. Never shows the secret. */
export function keySecret(secret: unknown, field: string): Buffer {
  const bad = (what: string): never => {
    throw new ConfigurationError(`${field} ${what} ${MAKE_ONE}`, {
      field,
      expected: '32 random bytes, as base64 or as 64 hexadecimal digits',
    });
  };
  const given = secret instanceof Secret ? secret.reveal() : secret;
  if (given === undefined || given === null || given === '')
    return bad('is missing; is its environment variable set?');
  const bytes =
    given instanceof Uint8Array ? Buffer.from(given) : typeof given === 'string' ? decode(given) : undefined;
  if (!bytes) return bad('is not base64 or hexadecimal; a passphrase is no key.');
  if (bytes.length !== BYTES) return bad(`has ${bytes.length} bytes, a key has exactly ${BYTES}.`);
  const weakness = weaknessOf(bytes);
  return weakness ? bad(`${weakness}.`) : bytes;
}

function decode(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(trimmed) && trimmed.length % 2 === 0)
    return Buffer.from(trimmed, 'hex');
  // Random base64 of this length all in one case does not happen; a passphrase does.
  if (!/[a-z]/.test(trimmed) || !/[A-Z]/.test(trimmed)) return undefined;
  const plain = trimmed.replace(/=+$/, '');
  const bytes = Buffer.from(plain, 'base64');
  const spelled = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return spelled.includes(plain) ? bytes : undefined;
}
