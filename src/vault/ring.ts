import { hash } from 'node:crypto';
import { ConfigurationError } from '../errors/catalog.ts';
import { VaultError } from '../errors/vault.ts';
import type { Clock } from '../internal/clock.ts';
import type { Random } from '../internal/random.ts';
import { isKeyId } from './envelope.ts';
import { keySecret } from './key-secret.ts';
import type { VaultOptions } from './options.ts';
import { providerKey } from './provider-key.ts';
import type { RingKey } from './ring-key.ts';
import { secretKey } from './secret-key.ts';

const MOST_KEYS = 100;

/** The keys that data keys hang on: all of them open, one of them seals. */
export class KeyRing {
  readonly primary: RingKey;
  readonly #keys: ReadonlyMap<string, RingKey>;

  constructor({ keys, primary }: VaultOptions, clock: Clock, random: Random) {
    this.#keys = ringKeys(keys, clock, random);
    const [first] = this.#keys.keys();
    const chosen = this.#keys.get(primary ?? first ?? '');
    if (!chosen)
      throw new ConfigurationError('primary is not the id of a key in the ring.', {
        field: 'primary',
        expected: `one of ${[...this.#keys.keys()].join(', ')}`,
      });
    this.primary = chosen;
  }

  /** The key with an id, or an error that names it. */
  key(id: string, connectionId: string): RingKey {
    const key = this.#keys.get(id);
    if (!key)
      throw new VaultError(
        `A sealed value hangs on the key '${id}', which is not in the ring; put it back as a key that is not primary.`,
        { fault: 'unknown_key', keyId: id, connectionId },
      );
    return key;
  }
}

function ringKeys(keys: VaultOptions['keys'], clock: Clock, random: Random): ReadonlyMap<string, RingKey> {
  const bad = (message: string, field: string, expected: string): never => {
    throw new ConfigurationError(message, { field, expected });
  };
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS)
    bad(
      'A vault needs keys: vault({ keys: [{ id: "2026", secret: process.env.BANKWEAVE_KEY }] }). Make a secret with: openssl rand -base64 32',
      'keys',
      `1 to ${MOST_KEYS} keys`,
    );
  const ring = new Map<string, RingKey>();
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const field = `keys[${index}]`;
    const { id, secret, provider } = key ?? {};
    if (!isKeyId(id))
      return bad(`${field}.id names no key.`, `${field}.id`, '1 to 64 letters, digits, ".", "_" and "-"');
    if (ring.has(id)) bad(`Two keys have the id '${id}'.`, `${field}.id`, 'ids that differ');
    if (provider === undefined) {
      const bytes = keySecret(secret, `${field}.secret`);
      const digest = hash('sha256', bytes, 'hex');
      if (seen.has(digest))
        bad(`${field}.secret is the secret of another key too.`, `${field}.secret`, 'secrets that differ');
      seen.add(digest);
      ring.set(id, secretKey(id, bytes, random));
    } else if (secret !== undefined)
      bad(`${field} has a secret and a provider.`, field, 'a secret or a provider');
    else if (typeof provider?.wrap !== 'function' || typeof provider.unwrap !== 'function')
      bad(`${field}.provider is no key provider.`, `${field}.provider`, 'an object with wrap and unwrap');
    else ring.set(id, providerKey(id, provider, clock));
  }
  return ring;
}
