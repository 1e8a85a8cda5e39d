import type { CalendarDate } from '../model/calendar-date.ts';
import type { Intake } from './intake.ts';

const END_OF_TIME = '9999-12-31';

/**
 * A pull that reads everything there is: after a dead checkpoint, or of an account that came back under another id.
 * Over all its updates it gathers what was seen; once it has gone through, what is left over is gone.
 */
export class Sweep {
  /** Whether everything is read again, and not only some accounts. */
  readonly full: boolean;
  /** Accounts that were linked anew. */
  readonly relinked: Set<string>;
  /** Accounts to be judged at the end. */
  readonly accounts: Set<string>;
  /** Rows that were shown or written so far. */
  readonly seen = new Set<string>();
  readonly #earliest = new Map<string, CalendarDate>();

  constructor(full: boolean, relinked: Iterable<string>, accounts: Iterable<string>) {
    this.full = full;
    this.relinked = new Set(relinked);
    this.accounts = new Set(accounts);
  }

  /** Notes the days that an update brought. An account that could not be read whole is not judged. */
  note({ earliest, coverage }: Intake): void {
    for (const [accountId, date] of earliest) {
      const before = this.#earliest.get(accountId);
      if (before === undefined || date < before) this.#earliest.set(accountId, date);
    }
    for (const accountId of [...this.accounts, ...this.relinked]) {
      if (coverage.trusts(accountId)) continue;
      this.accounts.delete(accountId);
      this.relinked.delete(accountId);
    }
  }

  /** Claims for the last update of the pull what all of them hold together. */
  claimAll({ coverage }: Intake): void {
    for (const accountId of this.accounts) {
      const from = this.#earliest.get(accountId);
      if (from !== undefined) coverage.range({ accountId, from, to: END_OF_TIME, pending: true });
      coverage.claim(accountId, { account: '', pending: 'complete' });
    }
  }
}
