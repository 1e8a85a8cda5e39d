import type { LinkMode } from '../adapter-kit/contract.ts';
import type { Instant } from '../model/calendar-date.ts';

/** Where link sessions are kept. */
export const LINK_SESSIONS = 'link-sessions';

/** A link session as it is stored. */
export interface StoredSession {
  readonly provider: string;
  readonly mode: LinkMode;
  /** The connection it repairs. */
  readonly connectionId?: string;
  readonly state: string;
  readonly codeVerifier: string;
  readonly context: Readonly<Record<string, string>>;
  readonly expiresAt: number;
  /** `exchanged` once credentials are stored: from then on completing it again goes on where it stopped. */
  readonly step: 'started' | 'exchanging' | 'exchanged' | 'completed';
  /** The connection to be made, minted with the exchange. */
  readonly newConnectionId?: string;
  readonly providerConnectionId?: string;
}

/** What the host shows the person. */
export interface Link {
  readonly id: string;
  /** `redirect` and `widget` have something to open; `none` can be completed at once. */
  readonly kind: 'redirect' | 'widget' | 'none';
  readonly url?: string;
  readonly token?: string;
  readonly expiresAt: Instant;
}
