import type { CalendarDate, Instant } from './calendar-date.ts';
import type { Institution } from './institution.ts';

/** One word for people; the worst of the four axes of {@link ConnectionHealth}. */
export type ConnectionStatus = 'active' | 'action_required' | 'degraded' | 'expired' | 'revoked' | 'removed';

/**
 * Four independent answers to "is it well?". That a sync ran never means that the data is fresh.
 */
export interface ConnectionHealth {
  /** Whether the provider lets us in. */
  readonly auth: 'ok' | 'expiring' | 'action_required' | 'revoked';
  /** How the last attempts went. */
  readonly attempt: 'none' | 'ok' | 'retrying' | 'failing';
  /** Whether the provider's own data is current; `unknown` where it does not say. */
  readonly freshness: 'fresh' | 'stale' | 'unknown';
  readonly consent: 'live' | 'expiring' | 'expired' | 'none';
}

/** The person's permission. */
export interface Consent {
  readonly scopes: readonly string[];
  readonly grantedAt: Instant | null;
  /** `null` where it does not expire, or the provider does not say. */
  readonly expiresAt: Instant | null;
}

/** The last error of a connection, as facts safe to show and to store. */
export interface ConnectionError {
  readonly code: string;
  readonly remedy: string;
  readonly message: string;
  readonly providerCode?: string;
  readonly requestId?: string;
  readonly action?: string;
  readonly at: Instant;
}

/** A user's authorised link to one institution through one provider. */
export interface Connection {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly institution: Institution;
  readonly status: ConnectionStatus;
  readonly health: ConnectionHealth;
  readonly consent: Consent;
  readonly createdAt: Instant;
  /** When a sync last committed everything the provider had. */
  readonly lastSyncedAt: Instant | null;
  readonly nextSyncAt: Instant | null;
  /** Until when deep history can be read, where the provider opens it only for minutes after linking. */
  readonly historyClosesAt?: Instant;
  /** The oldest day that the ledger claims to hold for this connection. */
  readonly historyFrom?: CalendarDate;
  readonly error?: ConnectionError;
}
