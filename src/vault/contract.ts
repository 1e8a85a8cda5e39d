/** What a sealed value belongs to. It can only be opened for the same place. */
export interface SealContext {
  readonly userId: string;
  readonly connectionId: string;
  /** Which value it is, such as `credentials`. */
  readonly field: string;
}

/** Seals provider credentials before they are stored. */
export interface Vault {
  seal(plaintext: string, context: SealContext): Promise<string>;
  /** Throws where the value was sealed for another place, or changed since. */
  open(sealed: string, context: SealContext): Promise<string>;
}

/** For adapters without secrets, and for stores that do not outlive the process: seals nothing. */
export const openVault: Vault = {
  seal: async (plaintext) => plaintext,
  open: async (sealed) => sealed,
};
