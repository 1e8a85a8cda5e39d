import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Random } from '../internal/random.ts';
import type { Records } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import { VaultError } from '../errors/vault.ts';
import type { Vault } from '../vault/contract.ts';
import { contextOf, STORE_KEYS } from '../vault/credentials.ts';

const NAME = 'identity';
const BYTES = 32;

/** What the key of a store is kept with. */
export interface StoreKeyPorts {
  readonly records: Records;
  readonly vault: Vault;
  readonly random: Random;
}

/**
 * A random key that belongs to one store: made once, sealed by the vault where there is one. With it erased people are
 * remembered without being known, and lines of the audit log cannot be forged by whoever can only write the database.
 */
export class StoreKey {
  readonly #ports: StoreKeyPorts;
  #loading: Promise<KeyObject> | undefined;

  constructor(ports: StoreKeyPorts) {
    this.#ports = ports;
  }

  /** A keyed hash of texts, as hexadecimal digits. The same texts for another purpose give another one. */
  async mac(purpose: string, ...texts: readonly string[]): Promise<string> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return macOf(await this.#loading, purpose, texts);
  }

  async #load(): Promise<KeyObject> {
    const { records, vault, random } = this.#ports;
    for (;;) {
      const record = await records.get(EVERY_USER, STORE_KEYS, NAME);
      const seal = async (text: string, version: number): Promise<boolean> => {
        const place = { namespace: STORE_KEYS, key: NAME, userId: '' };
        const value = await vault.seal(
          text,
          contextOf({ ...place, version: version + 1, value: null, dueAt: null }),
        );
        return records.write([{ ...place, value, ifVersion: version }]);
      };
      if (!record) {
        await seal(Buffer.from(random.bytes(BYTES)).toString('hex'), 0);
        continue;
      }
      const stored = typeof record.value === 'string' ? record.value : '';
      const unsealed = vault.keyOf(stored) === null;
      const text = unsealed ? stored : await vault.open(stored, contextOf(record));
      const key = Buffer.from(text, 'hex');
      if (key.length !== BYTES)
        throw new VaultError("What is stored as this store's own key is none.", {
          fault: 'malformed',
          scope: 'provider',
        });
      // It was made before there was a vault.
      if (unsealed && !vault.plaintext && !(await seal(text, record.version))) continue;
      return createSecretKey(key);
    }
  }
}

function macOf(key: KeyObject, purpose: string, texts: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, ...texts]))
    .digest('hex');
}
