import type { NoticeSubject } from '../model/notice.ts';
import type { Call } from './call.ts';
import type { VerificationKeys } from './verification-keys.ts';

/** An inbound request as its raw bytes. */
export interface RawRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they were asked for, such as `/webhooks/acme?x=1`; empty where the app did not say. */
  readonly path: string;
  /** Lower-case names. A header that came more than once has all its values, joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What an inbound notice asks for. A hint and no more: nothing in it is ever written to the ledger. */
export interface Notice {
  /** As in `LinkExchanged`; one that nobody has linked is passed over. */
  readonly providerConnectionId: string;
  /**
   * - `sync`: there is something to read.
   * - `inspect`: something about the connection itself has changed.
   * - `revoked`: the connection is said to have ended. It is asked for at once; only `connection.inspect` can end it.
   *
   * All of them lead to a sync, which inspects first.
   */
  readonly type: 'sync' | 'inspect' | 'revoked';
  /**
   * The same for each delivery of one event, different for any other: the event's id, or where there is none a hash of
   * the body with the time that was signed. Never the signature, which can be made anew for the same event, and never
   * the body alone where two events may look the same. `null` where the provider gives nothing to tell a second event
   * from a second delivery of the first: then each counts as an event, and what comes at once is gathered all the same.
   */
  readonly dedupeKey: string | null;
  /** Asks for a sync at once instead of waiting for quiet, as when a person waits for it. Default: `revoked` only. */
  readonly urgent?: boolean;
  /** What it is about, for the app's own eyes (`connection.noticed`). Default: `data` for a sync, otherwise `other`. */
  readonly about?: NoticeSubject;
}

/** What `verify` is called with: a call on nobody's behalf (`userId` is empty), and keys that are kept between calls. */
export interface WebhookCall extends Call {
  readonly keys: VerificationKeys;
}

/** Inbound notices. */
export interface WebhooksFacet {
  /**
   * Resolves with nothing for a genuine request and throws for any other. Sees the raw bytes, before anybody has parsed
   * them. Every throw is the same refusal to the outside, a key that could not be fetched too: providers send again.
   *
   * Left out where the provider gives nothing to verify by; the app then has to allow it (`allowUnverifiedWebhooks`).
   */
  verify?(request: RawRequest, call: WebhookCall): Promise<void>;
  /**
   * The notices of a verified request; none where it concerns nobody's data. What it throws makes the request a dead
   * letter: for a body that is no JSON, or another than it should be, an error of ours such as `InvalidInputError`. A
   * replay has the body and no headers.
   */
  parse(request: RawRequest): readonly Notice[];
}
