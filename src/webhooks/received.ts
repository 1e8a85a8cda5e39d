import type { Refusal } from './request.ts';

/** How a request fared. Send `status` back with an empty body, and nothing else of this. */
export interface Received {
  /**
   * 200 once what it says is durable, or concerns nobody here; 401 for every request that is not proved genuine,
   * whatever the cause; 503 while the store does not answer, so that the provider sends it again.
   */
  readonly status: 200 | 401 | 503;
  readonly outcome: 'accepted' | 'refused' | 'dead_letter' | 'unavailable';
  /** Our id of the request, as in the log. */
  readonly requestId: string;
}

/** What the outside is told about an outcome. */
export const STATUS = { accepted: 200, dead_letter: 200, refused: 401, unavailable: 503 } as const;

/** What came in from one provider since the bank was made, in this process. */
export interface WebhookCounts {
  /** New notices about connections that are here. */
  readonly accepted: number;
  /** Notices that had come before. */
  readonly duplicates: number;
  /** Notices about logins that nobody here has linked, or that are gone. */
  readonly unknown: number;
  readonly deadLetters: number;
  readonly unavailable: number;
  /** Requests that were not proved genuine, by cause. */
  readonly refused: Readonly<Record<Refusal, number>>;
}

/** Counts that grow. */
export type Tally = {
  -readonly [K in keyof WebhookCounts]: K extends 'refused' ? Record<Refusal, number> : number;
};

export function tally(): Tally {
  const refused = { wrong_method: 0, empty: 0, too_large: 0, interrupted: 0, not_verified: 0 };
  return { accepted: 0, duplicates: 0, unknown: 0, deadLetters: 0, unavailable: 0, refused };
}
