import type { Credentials } from '../../adapter-kit/call.ts';
import type { Clock } from '../../internal/clock.ts';
import type { Records, RecordWrite } from '../../store/records.ts';
import type { SealOwner } from '../contract.ts';
import type { CredentialStore, HeldCredentials } from '../credentials.ts';

/** What a renewal works with. */
export interface RefreshPorts {
  readonly records: Records;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
}

/** One wish for credentials newer than those that were refused. */
export interface RefreshRequest extends RefreshPorts {
  readonly owner: SealOwner;
  /** A write that holds only while the user is not erased, so that an attempt cannot outlive them. */
  readonly fence?: RecordWrite | undefined;
  readonly provider: string;
  /** Our id of the work that wants them, written down with the attempt. */
  readonly attempt: string;
  /** What the provider refused. */
  readonly held: HeldCredentials;
  /** Ends the wait; a token call that left goes on, so that its answer is stored. */
  readonly signal: AbortSignal;
  /** The adapter's one token call. Its signal is not the caller's. */
  readonly renew: (credentials: Credentials, signal: AbortSignal) => Promise<Credentials>;
  /** Told of renewed credentials that nobody holds, because the connection was removed or erased meanwhile. */
  readonly lost?: ((renewed: Credentials) => Promise<void>) | undefined;
}

/** Credentials that are newer than the refused ones. */
export interface Refreshed extends HeldCredentials {
  /** Whether the provider was asked for them just now; otherwise somebody had renewed them before. */
  readonly asked: boolean;
}
