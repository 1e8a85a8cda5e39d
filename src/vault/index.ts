/**
 * Seals provider credentials before they are stored, under keys that never enter the database.
 *
 * @module
 */
export type { Seal, SealContext, SealOwner, Vault } from './contract.ts';
export type { KeyProvider, KeyUse } from './key-provider.ts';
export type { VaultKey, VaultOptions } from './options.ts';
export { unsafePlaintextVault } from './plaintext-vault.ts';
export { rewrap, type RewrapOptions, type RewrapReport } from './rewrap.ts';
export { Secret } from './secret.ts';
export { vault } from './vault.ts';
