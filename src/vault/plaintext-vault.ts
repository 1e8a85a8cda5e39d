import { VaultError } from '../errors/vault.ts';
import type { Vault } from './contract.ts';
import { isSealed } from './envelope.ts';

/** For adapters without secrets, and for stores that do not outlive the process: seals nothing. */
export const openVault: Vault = {
  plaintext: true,
  primary: null,
  seal: async (plaintext) => plaintext,
  sealer: async () => (plaintext) => plaintext,
  open: async (stored) => {
    if (isSealed(stored))
      throw new VaultError('This value is sealed; give the bank the vault that sealed it.', {
        fault: 'malformed',
      });
    return stored;
  },
  keyOf: () => null,
  forget: () => {},
};

/**
 * A vault that seals nothing: whoever reads the database, or a copy of it, can use every connection in it. It exists
 * for trying things out with test credentials of a provider. A bank on a durable store logs a warning about it.
 *
 * @example
 * ```ts
 * createBankweave({ adapters: [plaid(sandboxKeys)], store: sqliteStore('try.db'), vault: unsafePlaintextVault() })
 * ```
 */
export function unsafePlaintextVault(): Vault {
  return { ...openVault };
}
