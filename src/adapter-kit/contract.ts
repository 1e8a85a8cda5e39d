import type { AccountType } from '../model/account-type.ts';
import type { CalendarDate, Instant } from '../model/calendar-date.ts';
import type { Consent } from '../model/connection.ts';
import type { Challenge, ChallengeAnswer } from '../model/challenge.ts';
import type { ScheduledPayment } from '../model/scheduled-payment.ts';
import type { Institution } from '../model/institution.ts';
import type { BankweaveError } from '../errors/base.ts';
import type { UserAction } from '../errors/provider.ts';
import type { Call, ConnectionCall, Credentials } from './call.ts';
import type { AdapterAccount, Batch } from './rows.ts';
import type { Traits } from './traits.ts';
import type { WebhooksFacet } from './webhooks.ts';

/**
 * An adapter: one provider's API told in the library's words.
 *
 * It is stateless: state comes in as an argument and leaves as a yielded checkpoint. It sees neither store nor vault.
 * Optional abilities are optional facets: what is present can be done.
 */
export interface Adapter<Id extends string = string, LinkInput = never, LinkParams = never> {
  readonly id: Id;
  readonly specVersion: 1;
  readonly traits: Traits;
  /** How `call.http` is set up for this adapter. Hosts are in `traits`. */
  readonly http?: HttpProfile;
  readonly link: LinkFacet<LinkInput, LinkParams>;
  readonly connection: ConnectionFacet;
  readonly accounts: AccountsFacet;
  readonly feed: Feed;
  readonly institutions?: InstitutionsFacet;
  readonly balances?: BalancesFacet;
  readonly webhooks?: WebhooksFacet;
  readonly scheduledPayments?: ScheduledPaymentsFacet;
  readonly challenges?: ChallengesFacet;
}

/** What an adapter's HTTP client starts from. */
export interface HttpProfile {
  /** Where paths are looked up. */
  readonly baseUrl?: string;
  /** Allows this machine. Say so only where the application itself gave the address. Default: false. */
  readonly allowLoopback?: boolean;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly toError?: ToError;
}

/** Any adapter, whatever its own input types. */
// The method parameters of a facet are bivariant, so `never` accepts every adapter.
export type AnyAdapter = Adapter<string, never, never>;

/** What a link session is for. */
export type LinkMode = 'connect' | 'reauthenticate' | 'renew_consent' | 'add_accounts';

/** What the engine made for one link session and expects back. */
export interface LinkSession {
  readonly id: string;
  readonly mode: LinkMode;
  /**
   * Random text that the callback must bring back. Kept only as a hash, so `exchange` gets it where it came back, and
   * `''` where no page took part.
   */
  readonly state: string;
  /** PKCE, for providers that take part in it. */
  readonly codeVerifier: string;
  readonly codeChallenge: string;
  /** What `start` asked to keep until the session is completed. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Where to send the person. */
export interface LinkStarted {
  /** `redirect` and `widget` have a `url` or a `token` to open; `none` can be completed at once. */
  readonly kind: 'redirect' | 'widget' | 'none';
  readonly url?: string;
  readonly token?: string;
  readonly expiresAt?: Instant;
  /** Facts to keep with the session and hand back to `exchange`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** A finished link: what the provider gave for it. */
export interface LinkExchanged {
  readonly credentials: Credentials;
  /** The provider's own id of the connection, by which a second link of the same one is recognised. */
  readonly providerConnectionId: string;
  /**
   * The id that it had before, where a repair brought a login that took the place of one that is gone. It has to be the
   * one of the repaired connection, which is known by the new id from then on.
   */
  readonly replaces?: string;
}

/** What a page sent back, before anything is done with it. */
export interface LinkCallback {
  /** The `state` that came back. The engine compares it with the one of the session. */
  readonly state?: string;
  /** The error code that came back in place of a code, such as `access_denied`. It ends the session. */
  readonly error?: string;
}

/** What is known about a link before it is exchanged. */
export interface LinkPeek {
  /** The provider's id of the institution. */
  readonly institution: string;
  readonly accounts: readonly {
    readonly mask: string;
    readonly type?: string;
    readonly name?: string;
  }[];
}

export interface LinkFacet<Input, Params> {
  /**
   * Begins a link. For a mode other than `connect`, `connection` holds the credentials to repair, and the consent as it
   * was last seen.
   */
  start(
    input: {
      readonly session: LinkSession;
      readonly input: Input | undefined;
      readonly connection?: { readonly credentials: Credentials; readonly consent?: Consent };
    },
    call: Call,
  ): Promise<LinkStarted>;
  /**
   * Reads what a page sent back; pure. Whatever it gives must hold the session's `state`: the engine checks that
   * before `exchange`. `undefined` where no page took part, so that nothing came back that a stranger could have sent.
   */
  callback?(params: Params): LinkCallback | undefined;
  /**
   * What the params say about institution and accounts, where they do; pure. A connect whose accounts all belong to
   * one connection already is refused before `exchange`, so that nobody pays for the same login twice.
   */
  peek?(params: Params): LinkPeek | undefined;
  /**
   * ONE provider call that turns what came back into credentials. The engine stores them before anything else. For a
   * mode other than `connect`, `connection` holds the credentials as they are now; where the provider keeps them
   * through a repair, they are the answer and no call is needed.
   */
  exchange(
    input: {
      readonly session: LinkSession;
      readonly params: Params | undefined;
      readonly connection?: { readonly credentials: Credentials };
    },
    call: Call,
  ): Promise<LinkExchanged>;
}

/** What the provider says about a connection. */
export interface Inspection {
  readonly institution: Institution;
  readonly consent: Consent;
  readonly auth: 'ok' | 'expiring' | 'action_required' | 'revoked';
  readonly action?: UserAction;
  /** When the provider last heard from the bank. */
  readonly dataAsOf?: Instant;
  readonly historyClosesAt?: Instant;
}

export interface ConnectionFacet {
  inspect(call: ConnectionCall): Promise<Inspection>;
  /** ONE token call. The engine runs it once at a time and stores the answer before anybody uses it. */
  refresh?(call: ConnectionCall): Promise<Credentials>;
  /** Ends the connection at the provider. Ending it twice is a success. */
  revoke(call: ConnectionCall): Promise<void>;
  /**
   * ONE call that replaces credentials which are still good, and ends them at once. Asked for by `connections.rotate`
   * only; the engine stores the answer before anybody uses it.
   */
  rotate?(call: ConnectionCall): Promise<Credentials>;
  /** Tells the provider where its webhooks about this connection go; `null`: nowhere. */
  sendWebhooksTo?(url: string | null, call: ConnectionCall): Promise<void>;
}

export interface AccountsFacet {
  /** Accounts with balances. `complete: false` says that absence from this list proves nothing. */
  list(
    call: ConnectionCall,
  ): Promise<{ readonly accounts: readonly AdapterAccount[]; readonly complete: boolean }>;
}

/** An inclusive range of days. */
export interface DateWindow {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** What a pull starts from. */
export interface PullInput {
  /** The provider's account id; given when the feed's scope is `account`. */
  readonly account?: string;
  /** What `accounts.list` said it is; given with `account`. */
  readonly accountType?: AccountType;
  /** The last committed checkpoint of this scope, or `null` at the very beginning. */
  readonly checkpoint: string | null;
  /** The days to read, planned from history, overlap, the oldest pending row and quarantined records. */
  readonly window: DateWindow;
  /** Accounts the host switched off; their rows need not be read and are not kept. */
  readonly disabledAccounts: readonly string[];
}

/** A row whose absence needs a second look before it counts. */
export interface ConfirmQuery {
  readonly account: string;
  readonly ids: readonly { readonly scheme: string; readonly value: string }[];
}

export interface Feed {
  readonly scope: 'connection' | 'account';
  /**
   * Yields what changed since the checkpoint. A yielded checkpoint ends an update and is a commit point. Throws
   * `UpdateRestartedError` or `CheckpointInvalidError` where the provider asks for it.
   */
  pull(input: PullInput, call: ConnectionCall): AsyncIterable<Batch>;
  /** Asks about rows that were absent from a covered read, one answer for each, in order. */
  confirm?(
    rows: readonly ConfirmQuery[],
    call: ConnectionCall,
  ): Promise<readonly ('gone' | 'present' | 'unknown')[]>;
}

export interface InstitutionsFacet {
  search(
    input: { readonly query: string; readonly country?: string },
    call: Call,
  ): Promise<readonly Institution[]>;
  /** One institution by the id that `search` and `inspect` give it; `undefined` where the provider knows none with it. */
  get(id: string, call: Call): Promise<Institution | undefined>;
}

export interface BalancesFacet {
  /** Fetches live balances. May cost money at the provider, so nothing calls it by itself. */
  refresh(call: ConnectionCall): Promise<readonly AdapterAccount[]>;
}

export interface ScheduledPaymentsFacet {
  /** Standing orders, direct debits and their like of one account, as they are now. Nothing calls it by itself. */
  list(
    input: { readonly account: string; readonly accountType: AccountType },
    call: ConnectionCall,
  ): Promise<readonly Omit<ScheduledPayment, 'accountId'>[]>;
}

/** A conversation between bank and person that needs no page of the provider. The person is there; nothing calls it by itself. */
export interface ChallengesFacet {
  /** The open questions; none where the bank asks nothing. */
  list(call: ConnectionCall): Promise<readonly Challenge[]>;
  /**
   * Sends the answers and waits for what comes of them: the next questions, or none where there are no more.
   *
   * @throws InvalidInputError for answers that do not fit the open questions
   */
  answer(answers: readonly ChallengeAnswer[], call: ConnectionCall): Promise<readonly Challenge[]>;
}

/** Turns a failed answer into an error of the library, from allow-listed fields only; `undefined` = use the default. */
export type ToError = (response: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}) => BankweaveError | undefined;
