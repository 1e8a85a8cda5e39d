import { hash } from 'node:crypto';
import type { LinkMode, LinkSession } from '../adapter-kit/contract.ts';
import type { ConsentTerms } from '../consent/terms.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { JsonValue, RecordWrite } from '../store/records.ts';
import type { LinkSecrets } from './secrets.ts';

/** Where link sessions are kept. */
export const LINK_SESSIONS = 'link-sessions';

/** A link session as it is stored. */
export interface StoredSession {
  readonly provider: string;
  readonly mode: LinkMode;
  /** The connection it repairs. */
  readonly connectionId?: string;
  /** Of the `state`; the state itself is with the person's browser and nowhere else. */
  readonly stateHash: string;
  /** What the app said about the person's consent. */
  readonly consent?: ConsentTerms;
  readonly expiresAt: number;
  /**
   * `exchanging` while one caller spends what came back from the provider; `exchanged` once credentials are stored:
   * from then on completing it again goes on where it stopped. `refused` once the page
   * brought an error: nothing completes it any more.
   */
  readonly step: 'started' | 'exchanging' | 'exchanged' | 'completed' | 'refused';
  /** When the exchange began, so that one whose process died can be taken over. */
  readonly claimedAt?: number;
  /** The connection to be made, minted with the exchange. */
  readonly newConnectionId?: string;
  readonly providerConnectionId?: string;
}

/** What a link is completed with. */
export interface Completion {
  readonly userId: string;
  readonly provider: string;
  readonly sessionId: string;
  /** What came back from the provider; the adapter checks it. */
  readonly params: unknown;
  readonly signal: AbortSignal;
}

/** What the host shows the person. */
export interface Link {
  /** Hand it to `links.complete`. */
  readonly id: string;
  /** `redirect` and `widget` have something to open; `none` can be completed at once. */
  readonly kind: 'redirect' | 'widget' | 'none';
  /** Where to send the person. */
  readonly url?: string;
  /** What the provider's widget is opened with. */
  readonly token?: string;
  /** The session is gone after this moment. */
  readonly expiresAt: Instant;
}

/** The session as its adapter sees it. */
export function sessionFor(
  id: string,
  mode: LinkMode,
  state: string,
  { codeVerifier, context }: LinkSecrets,
): LinkSession {
  return {
    id,
    mode,
    state,
    codeVerifier,
    codeChallenge: hash('sha256', codeVerifier, 'base64url'),
    context,
  };
}

/** The write that moves a session on; with the version it was read at, only one of several callers succeeds. */
export function sessionWrite(
  userId: string,
  key: string,
  session: StoredSession,
  ifVersion?: number,
): RecordWrite {
  return {
    namespace: LINK_SESSIONS,
    key,
    userId,
    value: { ...session } as unknown as JsonValue,
    dueAt: session.expiresAt,
    ...(ifVersion !== undefined && { ifVersion }),
  };
}
