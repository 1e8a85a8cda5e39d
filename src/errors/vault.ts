import { BankweaveError, type ErrorFacts } from './base.ts';

/**
 * Why a vault could not seal or open.
 *
 * - `malformed`: it is no sealed value, or not a whole one.
 * - `unsupported`: it was sealed in a format that this release does not know.
 * - `unknown_key`: it hangs on a key that is not in the ring; `keyId` names it.
 * - `mismatch`: it was changed, or sealed for another user, connection, field or version, or with another secret.
 * - `key_unavailable`: the key provider gave no answer in time, or refused.
 */
export type VaultFault = 'malformed' | 'unsupported' | 'unknown_key' | 'mismatch' | 'key_unavailable';

/**
 * Credentials could not be sealed or opened. No part of them was released. `fault` says why, and `keyId` which key of
 * the ring it is about.
 *
 * `remedy` is `fix_keys` where the ring lacks a key, `retry` where a key provider did not answer, and `report` where
 * the stored value itself is not what was once sealed.
 */
export class VaultError extends BankweaveError {
  readonly code = 'vault' as const;
  readonly remedy: 'fix_keys' | 'retry' | 'report';
  readonly fault: VaultFault;
  readonly keyId?: string;

  constructor(message: string, facts: ErrorFacts & { fault: VaultFault; keyId?: string | undefined }) {
    const { fault, keyId, ...rest } = facts;
    super(message, { scope: 'connection', ...rest });
    this.fault = fault;
    this.remedy = fault === 'unknown_key' ? 'fix_keys' : fault === 'key_unavailable' ? 'retry' : 'report';
    if (keyId !== undefined) this.keyId = keyId;
  }
}
