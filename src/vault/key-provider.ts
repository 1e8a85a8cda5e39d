/** What a key provider is told about a data key. */
export interface KeyUse {
  /** The id of the ring's key. */
  readonly keyId: string;
  /**
   * A digest of the user and the connection the data key belongs to, as 64 hexadecimal digits. Give it to the KMS as
   * encryption context or associated data; it is the same when the data key is unwrapped.
   */
  readonly binding: string;
  /** Aborts when the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

/**
 * A key that lives elsewhere: in a KMS or an HSM. It sees data keys of 32 bytes, never credentials.
 *
 * It is asked once for each connection and hour, as data keys are kept in memory for a while; what it throws is not
 * passed on, as it might hold secrets.
 *
 * @example
 * ```ts
 * const kms: KeyProvider = {
 *   wrap: async (dataKey, { binding, signal }) => (await aws.encrypt(dataKey, { binding }, signal)).bytes,
 *   unwrap: async (wrapped, { binding, signal }) => (await aws.decrypt(wrapped, { binding }, signal)).bytes,
 * }
 * vault({ keys: [{ id: 'kms-1', provider: kms }] })
 * ```
 */
export interface KeyProvider {
  /** Encrypts a data key. The bytes are wiped when the call is over. */
  wrap(dataKey: Uint8Array, use: KeyUse): Promise<Uint8Array>;
  /** Gives back exactly the 32 bytes that were wrapped, or throws. They are wiped after use. */
  unwrap(wrapped: Uint8Array, use: KeyUse): Promise<Uint8Array>;
}
