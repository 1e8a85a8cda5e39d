/** Whose a sealed value is. */
export interface SealOwner {
  readonly userId: string;
  readonly connectionId: string;
}

/** The one place a sealed value belongs to. It can be opened for exactly this place and no other. */
export interface SealContext extends SealOwner {
  /** Which value it is, such as `credentials`. */
  readonly field: string;
  /** The version that the record holding it has once it is written; a whole number from 1. */
  readonly version: number;
}

/** Seals one value. What takes time was done before, so that nothing has to be waited for. */
export type Seal = (plaintext: string) => string;

/**
 * Seals provider credentials before they are stored. Made by `vault`, or `unsafePlaintextVault` where nothing is worth
 * sealing.
 *
 * What fails throws `VaultError`, and `InvalidInputError` for a place that is none. No error holds any part of what was
 * sealed.
 */
export interface Vault {
  /** Whether it seals nothing at all. */
  readonly plaintext: boolean;
  /** The id of the key that new values hang on; `null` where nothing is sealed. */
  readonly primary: string | null;
  /** Seals a value for one place. Sealing the same text again gives other bytes. */
  seal(plaintext: string, context: SealContext): Promise<string>;
  /** Does everything slow beforehand, so that a value that must not be lost can be sealed at once. */
  sealer(context: SealContext): Promise<Seal>;
  /** Opens a value for the place it was sealed for; for any other, or after any change of it, this throws. */
  open(sealed: string, context: SealContext): Promise<string>;
  /** The id of the key that a sealed value hangs on, without opening it; `null` for a value that is not sealed. */
  keyOf(sealed: string): string | null;
  /** Forgets what it keeps in memory for a connection. What was sealed for it can still be opened. */
  forget(owner: SealOwner): void;
}
