import type { UserAction } from '../../errors/provider.ts';
import type { JsonValue, StoredRecord } from '../../store/records.ts';

/** A renewal that was begun, written down before its call leaves. */
export interface Intent {
  /** Our id of the attempt. */
  readonly attempt: string;
  /** Fingerprint of the credentials that were sent. */
  readonly token: string;
  /** The version they were read at. */
  readonly version: number;
  /** When the first attempt with these credentials began, in epoch milliseconds. */
  readonly startedAt: number;
  /** How many attempts with these credentials ended without an answer, before this one. */
  readonly unanswered: number;
}

/** Credentials that the provider refused to renew. */
export interface Refusal {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly action: UserAction;
  /** Whether the connection has ended for good. */
  readonly revoked: boolean;
  readonly message: string;
}

/** What is kept about the renewal of one connection's tokens. */
export interface Slot {
  /** Who renews right now; `null` for nobody. */
  readonly holder: string | null;
  /** Until when, in epoch milliseconds on the holder's clock. */
  readonly expiresAt: number;
  /** The last attempt of which nobody knows how it ended. */
  readonly intent: Intent | null;
  readonly refusal: Refusal | null;
}

const EMPTY: Slot = { holder: null, expiresAt: 0, intent: null, refusal: null };

export function slotIn(record: StoredRecord | null): Slot {
  return record ? (record.value as unknown as Slot) : EMPTY;
}

export function slotValue(slot: Slot): JsonValue {
  return slot as unknown as JsonValue;
}
