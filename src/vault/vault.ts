import { ConfigurationError, InvalidInputError } from '../errors/catalog.ts';
import { systemClock } from '../internal/clock.ts';
import { type Random, systemRandom } from '../internal/random.ts';
import { openContent, sealContent } from './content.ts';
import type { Seal, SealContext, SealOwner, Vault } from './contract.ts';
import { DATA_KEY_BYTES, type DataKey, readyDataKey } from './data-key.ts';
import { DataKeyCache } from './data-key-cache.ts';
import { type Envelope, isSealed, parseEnvelope } from './envelope.ts';
import { IvSource } from './iv-source.ts';
import type { VaultOptions } from './options.ts';
import { KeyRing } from './ring.ts';

/**
 * Makes the vault of a bank. Credentials are sealed by AES-256-GCM under a data key of their connection, which is
 * wrapped by a key of the ring; the ring never enters the database.
 *
 * To change keys: add the new one everywhere, then make it `primary` everywhere, then {@link rewrap}, then take the old
 * one out. `docs/keys-and-rotation.md` has the drill.
 *
 * @throws ConfigurationError for a key that is missing, short, guessable or there twice; its message shows how to make
 *   one.
 * @example
 * ```ts
 * import { vault } from 'bankweave/vault'
 * const bank = createBankweave({
 *   adapters, store,
 *   vault: vault({ keys: [{ id: '2026', secret: process.env.BANKWEAVE_KEY }] }),
 * })
 * ```
 */
export function vault(options: VaultOptions): Vault {
  if (typeof options !== 'object' || options === null)
    throw new ConfigurationError('vault needs options.', { field: 'options', expected: '{ keys: [...] }' });
  return new SealingVault(options);
}

class SealingVault implements Vault {
  readonly plaintext = false;
  readonly #ring: KeyRing;
  readonly #cache: DataKeyCache;
  readonly #ivs: IvSource;
  readonly #random: Random;

  constructor(options: VaultOptions) {
    const { clock = systemClock, random = systemRandom, cache = {} } = options;
    const most = wholeFrom1(cache.most ?? 1_000, 'cache.most');
    const maxAgeMs = wholeFrom1(cache.maxAgeMs ?? 3_600_000, 'cache.maxAgeMs');
    this.#ring = new KeyRing(options, clock, random);
    this.#cache = new DataKeyCache(clock, { most, maxAgeMs });
    this.#ivs = new IvSource(random);
    this.#random = random;
  }

  get primary(): string {
    return this.#ring.primary.id;
  }

  async seal(plaintext: string, context: SealContext): Promise<string> {
    checkContext(context);
    const key = this.#cache.sealing(context, this.primary) ?? (await this.#newKey(context));
    return this.#seal(key, plaintext, context);
  }

  async sealer(context: SealContext): Promise<Seal> {
    checkContext(context);
    const key = this.#cache.sealing(context, this.primary) ?? (await this.#newKey(context));
    return (plaintext) => this.#seal(key, plaintext, context);
  }

  async open(sealed: string, context: SealContext): Promise<string> {
    checkContext(context);
    const envelope = parseEnvelope(sealed);
    const key =
      this.#cache.opening(context, envelope.keyId, envelope.wrapped) ??
      (await this.#unwrapped(envelope, context));
    return openContent(key, envelope, context);
  }

  keyOf(sealed: string): string | null {
    return isSealed(sealed) ? parseEnvelope(sealed).keyId : null;
  }

  forget(owner: SealOwner): void {
    this.#cache.forget(owner);
  }

  #seal(key: DataKey, plaintext: string, context: SealContext): string {
    if (!plaintext.isWellFormed())
      throw new InvalidInputError('A text to be sealed must be well-formed Unicode.', { field: 'plaintext' });
    return sealContent(key, this.#ivs.next(), plaintext, context);
  }

  #newKey(owner: SealOwner): Promise<DataKey> {
    const { primary } = this.#ring;
    return this.#cache.add(owner, `new ${primary.id}`, async () => {
      const raw = Buffer.from(this.#random.bytes(DATA_KEY_BYTES));
      try {
        return readyDataKey(raw, primary.id, await primary.wrap(raw, owner));
      } finally {
        raw.fill(0);
      }
    });
  }

  #unwrapped({ keyId, wrapped }: Envelope, owner: SealOwner): Promise<DataKey> {
    const ringKey = this.#ring.key(keyId, owner.connectionId);
    return this.#cache.add(owner, `${keyId} ${wrapped.toString('base64')}`, async () =>
      readyDataKey(await ringKey.unwrap(wrapped, owner), keyId, wrapped),
    );
  }
}

function checkContext({ userId, connectionId, field, version }: SealContext): void {
  const texts = [userId, connectionId, field].every((text) => typeof text === 'string');
  if (!texts || !Number.isSafeInteger(version) || version < 1 || version >= 2 ** 48)
    throw new InvalidInputError('A value is sealed for a user, a connection, a field and a version from 1.', {
      field: 'context',
      expected: 'texts, and a whole number from 1',
    });
}

function wholeFrom1(value: number, field: string): number {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new ConfigurationError(`${field} must be a whole number above 0.`, {
      field,
      expected: 'a whole number above 0',
    });
  return value;
}
