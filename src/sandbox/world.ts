import type { Clock } from '../internal/clock.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Money } from '../model/money.ts';
import type { WorldAccount, WorldLogin } from './bank/account.ts';
import type { WorldInstitution } from './bank/institutions.ts';
import type { ActiveFault, Fault, FaultKind } from './faults/fault.ts';
import type { GivenAccount, GivenRow, GivenSettlement } from './hand/given.ts';
import type { Position } from './position.ts';
import type { WorldEvent, WorldRow } from './row.ts';
import type { ScenarioName, ScenarioResult } from './scenarios/names.ts';

/**
 * A bank world: institutions, people and their accounts, with a ledger whose rows live over time.
 *
 * Everything in it follows from the seed, the epoch and the moment; what is pushed by hand comes on top, lives in this
 * process and takes its place after everything that was visible before. A row that a hand has touched is the hand's from
 * then on: what the world had in store for it does not happen, so a pending one stays until it is settled or voided. Times are epoch milliseconds. Ids that name
 * nothing throw a `RangeError`.
 */
export interface World {
  readonly seed: string;
  /** The first day of every ledger. */
  readonly epoch: CalendarDate;
  /** The world's time as a clock, to hand to the app as well. */
  readonly clock: Clock;
  readonly institutions: readonly WorldInstitution[];

  now(): number;
  /** Lets time pass at once. Adds to what the clock under it does; never goes back. */
  advance(by: { readonly days?: number; readonly hours?: number; readonly minutes?: number }): void;

  institution(id: string): WorldInstitution;
  /** A person at an institution; every username is somebody. */
  login(institutionId: string, username: string, at?: number): WorldLogin;
  /** The id of a login, without looking at its accounts. */
  loginId(institutionId: string, username: string): string;
  account(accountId: string, at?: number): WorldAccount;
  /** The row that shows a number at a moment; `null` where none does. */
  row(rowId: string, at?: number): WorldRow | null;
  /**
   * The rows of an account as the bank shows them at a moment, oldest first; inside a range of days where given.
   *
   * @param at Default: now.
   */
  ledger(
    accountId: string,
    at?: number,
    range?: { readonly from?: CalendarDate; readonly to?: CalendarDate },
  ): readonly WorldRow[];
  /**
   * The balance after each booked row, by the row's number, in the order of {@link World.ledger}; for cards and loans
   * what was owed, positive. Banks reorder rows, so this is evidence and not truth.
   */
  runningBalances(accountId: string, at?: number): ReadonlyMap<string, Money>;
  /**
   * What happened to a login's accounts, in the one order that every reader sees, after a position and until a moment.
   *
   * @param options.after Default: from the beginning.
   * @param options.until Default: now; a later moment is cut to now.
   * @param options.limit Default: everything.
   */
  events(
    loginId: string,
    options?: { readonly after?: Position; readonly until?: number; readonly limit?: number },
  ): readonly WorldEvent[];
  /** The end of everything visible at a moment (default: now): read up to here and nothing is missed after it. */
  head(at?: number): Position;
  /** The bank's own calendar day at a moment. Default: now. */
  today(institutionId: string, at?: number): CalendarDate;
  /** The moment up to which a login's data are known to providers: now, or when it went `stale`. */
  dataAsOf(loginId: string): number;
  /** When a consent given at a moment ends at an institution; `null` where it does not. */
  consentEnds(institutionId: string, grantedAt: number): number | null;

  /** Books a row at once. */
  post(accountId: string, row: GivenRow): WorldRow;
  /** Shows a pending row. */
  authorize(accountId: string, row: GivenRow): WorldRow;
  /** Books a pending row under a new number. */
  settle(rowId: string, how?: GivenSettlement): WorldRow;
  /** Lets a pending row vanish without being booked. */
  void(rowId: string): void;
  /** Changes a row's text. */
  rename(rowId: string, description: string): WorldRow;
  /** Changes a row's amount or day under the same number. */
  amend(rowId: string, change: { readonly amount?: string; readonly date?: CalendarDate }): WorldRow;
  /** Takes a row back. */
  remove(rowId: string): void;
  /** Brings a removed or voided row back under its old number. */
  readd(rowId: string): WorldRow;
  /**
   * Gives the booked rows of a day other numbers: fresh ones, or `swapped` among each other, so that a number the
   * reader knows names another row.
   */
  renumber(accountId: string, date: CalendarDate, how?: 'fresh' | 'swapped'): readonly WorldRow[];
  openAccount(loginId: string, account: GivenAccount): WorldAccount;
  /** Closes an account: nothing more happens on it. With `vanish` the bank does not list it any more either. */
  closeAccount(accountId: string, options?: { readonly vanish?: boolean }): void;

  /** Arms a fault for an institution, login or account, by its id. A second one of the same kind replaces the first. */
  fail(target: string, fault: Fault): void;
  /** Ends the faults of a target, or those of one kind. */
  heal(target: string, kind?: FaultKind): void;
  /** For wires: the fault in force for a thing or what it belongs to, and counts one call against its `times`. */
  takeFault(id: string, kinds: readonly FaultKind[]): ActiveFault | undefined;
  /** The same without counting. */
  peekFault(id: string, kinds: readonly FaultKind[]): ActiveFault | undefined;

  /**
   * Plays a named story on an account, made of the calls above.
   *
   * @param options.everyMs Lets the further steps of the story happen by themselves as time passes, one after each
   * span. Without it they are left to the caller.
   */
  scenario(name: ScenarioName, accountId: string, options?: { readonly everyMs?: number }): ScenarioResult;
}
