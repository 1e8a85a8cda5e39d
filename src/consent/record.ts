import type { Instant } from '../model/calendar-date.ts';
import type { Consent } from '../model/connection.ts';
import type { ConsentTerms } from './terms.ts';

/** Who ended a consent. */
export type RevocationSource = 'user' | 'provider';

/**
 * One version of a person's permission, as evidence. Versions are never changed: whatever happens to a permission
 * makes the next one.
 */
export interface ConsentRecord {
  readonly id: string;
  readonly connectionId: string;
  readonly provider: string;
  /** 1 for the first of its connection, one more with each. */
  readonly version: number;
  /** The version before it. */
  readonly parent: string | null;
  /** `updated` when the provider says something else than before, or tells which accounts it is about. */
  readonly event: 'granted' | 'renewed' | 'updated' | 'revoked';
  /** Our ids of the accounts it covers; empty until they are known. */
  readonly accounts: readonly string[];
  readonly scopes: readonly string[];
  /** What the app said it is for; `null` where it said nothing, and so with the text. */
  readonly purpose: string | null;
  readonly textVersion: string | null;
  readonly textHash: string | null;
  readonly language: string | null;
  readonly grantedAt: Instant;
  /** `null` where it does not expire, or the provider does not say. */
  readonly expiresAt: Instant | null;
  /** When this version was written down. */
  readonly recordedAt: Instant;
  readonly revokedAt: Instant | null;
  readonly revokedBy: RevocationSource | null;
}

/** What happened to a permission. */
export interface ConsentStep {
  readonly connectionId: string;
  readonly provider: string;
  readonly event: ConsentRecord['event'];
  readonly at: Instant;
  /** What the provider says now. */
  readonly consent: Consent;
  readonly terms?: ConsentTerms | undefined;
  readonly accounts?: readonly string[];
  readonly revokedBy?: RevocationSource;
}

/** The version that follows another one. What a step does not say stays as it was. */
export function nextConsent(before: ConsentRecord | undefined, step: ConsentStep): ConsentRecord {
  const { connectionId, provider, event, at, consent, terms, accounts, revokedBy } = step;
  const version = (before?.version ?? 0) + 1;
  const isNew = event === 'granted' || event === 'renewed';
  return {
    id: consentIdOf(connectionId, version),
    connectionId,
    provider,
    version,
    parent: before?.id ?? null,
    event,
    accounts: accounts ?? before?.accounts ?? [],
    scopes: terms?.scopes ?? consent.scopes,
    purpose: terms?.purpose ?? before?.purpose ?? null,
    textVersion: terms?.textVersion ?? before?.textVersion ?? null,
    textHash: terms?.textHash ?? before?.textHash ?? null,
    language: terms?.language ?? before?.language ?? null,
    grantedAt: consent.grantedAt ?? (isNew ? at : (before?.grantedAt ?? at)),
    expiresAt: consent.expiresAt,
    recordedAt: at,
    revokedAt: event === 'revoked' ? at : null,
    revokedBy: revokedBy ?? null,
  };
}

/** The id of one version; it sorts by version within its connection. */
function consentIdOf(connectionId: string, version: number): string {
  return `${connectionId}/${String(version).padStart(6, '0')}`;
}
