import type { Credentials } from '../../adapter-kit/call.ts';
import type { Inspection, LinkMode, LinkStarted } from '../../adapter-kit/contract.ts';
import type { RawRequest } from '../../adapter-kit/webhooks.ts';
import type { ErrorScope, Remedy } from '../../errors/base.ts';
import type { ErrorCode } from '../../errors/catalog.ts';
import type { UserAction } from '../../errors/provider.ts';
import type { Clock } from '../../internal/clock.ts';
import type { AccountType } from '../../model/account.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import type { Money } from '../../model/money.ts';
import type { TransactionKind } from '../../model/transaction.ts';
import type { FaultKind } from '../../sandbox/faults/fault.ts';

/** A row as the bank shows it, whatever the provider makes of it. */
export interface BankRow {
  readonly status: 'pending' | 'posted';
  /** `+` is money into the account. */
  readonly amount: Money;
  /** The day it was booked, or of the purchase while pending. */
  readonly date: CalendarDate;
}

/** A row that a law wants to see. */
export interface WantedRow {
  /** Decimal text in the account's currency: `-4.50` is money out, for cards and loans too. */
  readonly amount: string;
  /** Default: the bank's own today. */
  readonly date?: CalendarDate;
  readonly description?: string;
  /** What sort of movement it is, for providers that say so. */
  readonly kind?: TransactionKind;
  /** What `openAccount` gave. Default: the first account that money is spent from day by day. */
  readonly account?: string;
}

/** Something that a world was asked to make, by whatever name it knows it. */
export type Handle = string;

/**
 * What a world can make happen. Every ability is optional: laws that need one it has not are skipped, and say so. What a
 * law asks for has happened when the promise resolves, and the adapter's next read can see it.
 */
export interface WorldAbilities {
  /** Books a row at once. */
  post(row: WantedRow): Promise<Handle> | Handle;
  /** Shows a pending row. */
  authorize(row: WantedRow): Promise<Handle> | Handle;
  /** Books a pending row, as the provider does it: under another id where it gives another. */
  settle(pending: Handle, how?: { readonly amount?: string }): Promise<Handle> | Handle;
  /** Lets a pending row vanish without being booked. */
  vanish(pending: Handle): unknown;
  /** Takes a booked row back. */
  remove(row: Handle): unknown;
  /** Brings a row back that was removed. */
  restore(row: Handle): unknown;
  /** Changes a booked row in place. */
  amend(row: Handle, change: { readonly amount: string }): unknown;
  /** Opens an account of the person who was linked. */
  openAccount(account: {
    readonly type: AccountType;
    readonly currency: string;
    readonly balance?: string;
  }): Promise<Handle> | Handle;
  /** Everything that the bank shows now, over all accounts that the adapter may read. */
  ledger(): readonly BankRow[];
  /** Lets time pass, with whatever happens at the bank meanwhile. */
  pass(time: { readonly days?: number; readonly minutes?: number }): unknown;
  /** Makes something go wrong for the person who was linked; see `faults`. */
  fail(kind: FaultKind): unknown;
  heal(kind: FaultKind): unknown;
  /** What comes back when the person says no, as `finishLink` gives what comes back when they agree. */
  denyLink(link: OpenLink): Promise<unknown>;
  /** A genuine notice of new data for the connection that was linked and read; each call is another event. */
  notify(): Promise<RawRequest>;
  /** Where that notice is not signed: a genuine one that is, whatever it is about. */
  notifySigned(): Promise<RawRequest>;
}

/** A link that was started. */
export interface OpenLink extends LinkStarted {
  readonly mode: LinkMode;
  /** What has to come back with the person. */
  readonly state: string;
}

/**
 * The provider's side of the laws: how to reach it, and as much of what can happen there as it can cause. Made anew for
 * each law.
 *
 * Over a server or recordings of your own it may be as little as `finishLink`; over a world of `bankweave/sandbox`
 * `sandboxWorld` is all of it.
 */
export interface ProviderWorld extends Partial<WorldAbilities> {
  /**
   * Answers the adapter's requests within this process, whatever host they are for. Left out: they go over the network,
   * where the adapter sends them.
   */
  handle?(request: Request): Promise<Response>;
  /** The provider's time, and then the adapter's too. Default: the machine's. */
  readonly clock?: Clock;
  /** What `links.start` is given. */
  readonly linkInput?: unknown;
  /** Does what the person does with a link, and gives what comes back, as `links.complete` takes it. */
  finishLink?(link: OpenLink): Promise<unknown>;
  /**
   * What must not show up in any address, error or log: themselves, or which they are of the credentials of a connection.
   * Default: all values of the credentials. Say which they are where some of those are plain ids.
   */
  readonly secrets?: readonly string[] | ((credentials: Credentials) => readonly string[]);
  /** Errors that the provider documents, each with what it has to become. */
  readonly documentedErrors?: readonly DocumentedError[];
  /** The faults that `fail` can cause here. */
  readonly faults?: readonly FaultKind[];
  /** Why this world, or its provider, cannot do something: shown where a law is skipped for it. */
  readonly without?: Readonly<
    Partial<Record<keyof WorldAbilities | 'documentedErrors' | FaultKind | LawId, string>>
  >;
  /** Called before and after a law. */
  open?(): Promise<void>;
  close?(): Promise<void>;
}

/** An error that a provider documents, as an answer, and what has to become of it. */
export interface DocumentedError {
  /** What is shown where the law is broken, such as the provider's code. */
  readonly name: string;
  /** What is asked for meanwhile. Default: `accounts`. */
  readonly of?: 'accounts' | 'pull' | 'inspect';
  /** The answer that every request gets, or how a genuine one changes. */
  readonly answer: ErrorAnswer | ((genuine: string) => string);
  /** Facts of the error that is thrown, or of the inspection: those that are named here have to be so. */
  readonly becomes: {
    readonly code?: ErrorCode;
    readonly retryable?: boolean;
    readonly remedy?: Remedy;
    readonly scope?: ErrorScope;
    readonly action?: UserAction;
    readonly auth?: Inspection['auth'];
  };
}

/** An answer as text. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The id of a law, to leave it out with a reason. */
type LawId = `${Uppercase<string>}-${number}`;

/** Whoever runs the kit is there: some calls are free only then. The address is one that is kept for examples. */
export const PRESENT = { ip: '203.0.113.7' };
