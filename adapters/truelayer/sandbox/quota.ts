import type { Settings } from './options.ts';

const DAY_MS = 86_400_000;

/** Calls of one endpoint of one account. */
export interface QuotaCount {
  readonly credentialsId: string;
  /** TrueLayer's account id; empty for lists. */
  readonly account: string;
  readonly endpoint: string;
  /** Calls without the person, failed ones included, in the last 24 hours. */
  readonly unattended: number;
  /** Calls with `X-PSU-IP`, ever. */
  readonly attended: number;
  /** Calls refused for want of quota, ever. */
  readonly refused: number;
}

interface Entry {
  readonly credentialsId: string;
  readonly account: string;
  readonly endpoint: string;
  at: number[];
  attended: number;
  refused: number;
}

/** Counts the calls that a bank sees, as it must without the person: a few for each account and endpoint in 24 hours. */
export class Quota {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();

  constructor({ unattendedCalls }: Settings) {
    this.#limit = unattendedCalls ?? Number.POSITIVE_INFINITY;
  }

  /** Counts a call; answers 0 where it may go on, otherwise the milliseconds until one may. */
  count(
    place: Pick<QuotaCount, 'credentialsId' | 'account' | 'endpoint'>,
    attended: boolean,
    now: number,
  ): number {
    const key = JSON.stringify([place.credentialsId, place.account, place.endpoint]);
    const entry = this.#entries.get(key) ?? { ...place, at: [], attended: 0, refused: 0 };
    this.#entries.set(key, entry);
    if (attended) {
      entry.attended += 1;
      return 0;
    }
    entry.at = recent(entry.at, now);
    if (entry.at.length < this.#limit) {
      entry.at.push(now);
      return 0;
    }
    entry.refused += 1;
    return (entry.at[0] ?? now) + DAY_MS - now;
  }

  counts(now: number): readonly QuotaCount[] {
    return [...this.#entries.values()].map(({ at, ...entry }) => ({
      ...entry,
      unattended: recent(at, now).length,
    }));
  }
}

function recent(at: readonly number[], now: number): number[] {
  return at.filter((each) => each + DAY_MS > now);
}
