import type { Clock } from '../internal/clock.ts';
import type { Random } from '../internal/random.ts';
import type { KeyProvider } from './key-provider.ts';
import type { Secret } from './secret.ts';

/** A key of the ring. Exactly one of `secret` and `provider` is given. */
export type VaultKey =
  | {
      /**
       * Its name, for ever: it is written, readable, into everything that hangs on the key. 1 to 64 letters, digits,
       * `.`, `_` and `-`, not beginning with a sign.
       */
      readonly id: string;
      /** 32 random bytes: as base64, as 64 hexadecimal digits, or as they are. `openssl rand -base64 32` makes one. */
      readonly secret: string | Uint8Array | Secret | undefined;
      readonly provider?: undefined;
    }
  | {
      readonly id: string;
      /** Where the key lives. */
      readonly provider: KeyProvider;
      readonly secret?: undefined;
    };

/** What a vault is made of. */
export interface VaultOptions {
  /** The ring: every key that something stored may still hang on. Ids and secrets differ. */
  readonly keys: readonly VaultKey[];
  /** The id of the key that new values hang on. Default: the first of `keys`. */
  readonly primary?: string;
  /**
   * How many unwrapped data keys are kept in memory, and for how long in milliseconds. Default: 1,000 and an hour.
   * Longer means fewer calls to a key provider; shorter means that a key withdrawn there stops working sooner.
   */
  readonly cache?: { readonly most?: number; readonly maxAgeMs?: number };
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: the operating system's source of chance. For simulations only: what is predictable protects nothing. */
  readonly random?: Random;
}
