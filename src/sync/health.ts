import type { Inspection } from '../adapter-kit/contract.ts';
import type { AnyBankweaveError } from '../errors/catalog.ts';
import type { Connection, ConnectionError, ConnectionHealth, ConnectionStatus } from '../model/connection.ts';
import type { Instant } from '../model/calendar-date.ts';

const DAY = 86_400_000;
/** Data that the provider has not renewed for so long is stale; banks are asked about once a day. */
const STALE_AFTER = 2 * DAY;
/** How long before its end a consent counts as expiring. */
const EXPIRES_SOON = 30 * DAY;
/** Failures in a row after which trying is no longer just a hitch. */
const FAILING = 3;

/** What a run found out about its connection. */
export interface Findings {
  readonly inspection?: Inspection;
  readonly error?: AnyBankweaveError;
  readonly failures: number;
  readonly dataAsOf?: string | undefined;
  /** Whether an account of it failed. */
  readonly partial: boolean;
}

/** The four axes after a run. What a run did not learn stays as it was. */
export function healthOf(
  before: Connection,
  { inspection, error, failures, dataAsOf }: Findings,
  now: number,
): ConnectionHealth {
  const asOf = dataAsOf ?? inspection?.dataAsOf;
  const expiresAt = inspection ? inspection.consent.expiresAt : before.consent.expiresAt;
  return {
    auth: authOf(before, inspection, error),
    attempt: failures === 0 ? 'ok' : failures < FAILING ? 'retrying' : 'failing',
    freshness:
      asOf === undefined ? before.health.freshness : now - Date.parse(asOf) > STALE_AFTER ? 'stale' : 'fresh',
    consent:
      expiresAt === null
        ? before.health.consent === 'expired' && !inspection
          ? 'expired'
          : 'none'
        : consentOf(Date.parse(expiresAt) - now),
  };
}

function authOf(
  before: Connection,
  inspection: Inspection | undefined,
  error: AnyBankweaveError | undefined,
): ConnectionHealth['auth'] {
  // What is wrong with one account says nothing about the login.
  const whole = error?.scope === 'account' ? undefined : error;
  if (whole?.code === 'connection_revoked') return 'revoked';
  if (whole?.remedy === 'ask_user') return 'action_required';
  return inspection?.auth ?? before.health.auth;
}

function consentOf(left: number): ConnectionHealth['consent'] {
  if (left <= 0) return 'expired';
  return left <= EXPIRES_SOON ? 'expiring' : 'live';
}

/** One word for people: the worst of the axes. */
export function statusOf(health: ConnectionHealth, partial: boolean): ConnectionStatus {
  if (health.auth === 'revoked') return 'revoked';
  if (health.consent === 'expired') return 'expired';
  if (health.auth === 'action_required') return 'action_required';
  return partial || health.attempt === 'failing' || health.freshness === 'stale' ? 'degraded' : 'active';
}

/** An error as facts that are safe to store and to show. */
export function errorFacts(error: AnyBankweaveError, at: Instant): ConnectionError {
  const { code, remedy, message, providerCode, requestId } = error;
  return {
    code,
    remedy,
    message,
    ...(providerCode && { providerCode }),
    ...(requestId && { requestId }),
    ...('action' in error && { action: error.action }),
    at,
  };
}

/** Whether an error only says to wait: nothing is broken. */
export function isWaiting(error: AnyBankweaveError): boolean {
  return error.code === 'budget_exhausted' || error.code === 'rate_limited';
}
