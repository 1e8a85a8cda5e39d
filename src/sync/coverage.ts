import type { Coverage as Claim } from '../adapter-kit/rows.ts';
import type { CalendarDate } from '../model/calendar-date.ts';

/** Days of one account that an update claims to hold whole, in our account ids. */
export interface CoveredRange {
  readonly accountId: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Whether pending rows are part of the claim. */
  readonly pending: boolean;
}

/**
 * What an update claims to hold whole. A claim about an account that failed, or of which a record could not be read
 * and told apart, is worth nothing.
 */
export class Coverage {
  readonly #ranges: CoveredRange[] = [];
  readonly #pending = new Set<string>();
  readonly #doubtful = new Set<string>();
  #allDoubtful = false;

  claim(accountId: string, claim: Claim): void {
    if ('pending' in claim) this.#pending.add(accountId);
    else this.range({ accountId, from: claim.from, to: claim.to, pending: claim.status !== 'posted' });
  }

  range(range: CoveredRange): void {
    this.#ranges.push(range);
  }

  /** Nothing about this account counts as whole; `undefined`: about any. */
  doubt(accountId: string | undefined): void {
    if (accountId === undefined) this.#allDoubtful = true;
    else this.#doubtful.add(accountId);
  }

  get ranges(): readonly CoveredRange[] {
    return this.#ranges.filter(({ accountId }) => this.trusts(accountId));
  }

  /** The earliest day of an account that is claimed, in doubt too; `undefined` where none is. */
  earliest(accountId: string): CalendarDate | undefined {
    const days = this.#ranges.flatMap((range) => (range.accountId === accountId ? range.from : []));
    return days.sort()[0];
  }

  /** Accounts whose whole pending set the update holds. */
  get completePending(): readonly string[] {
    return [...this.#pending].filter((accountId) => this.trusts(accountId));
  }

  /** Whether what is claimed about an account counts. */
  trusts(accountId: string): boolean {
    return !this.#allDoubtful && !this.#doubtful.has(accountId);
  }
}
