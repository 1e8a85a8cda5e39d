import type { AnyAdapter, DateWindow } from '../adapter-kit/contract.ts';
import type { Readiness } from '../adapter-kit/rows.ts';
import { addDays, type CalendarDate } from '../model/calendar-date.ts';
import type { CheckpointRow } from '../store/ledger.ts';
import type { AccountRow } from '../store/rows.ts';

/** One stream of updates to pull: the whole connection, or one account of it. */
export interface PlannedScope {
  /** `''` for the whole connection, otherwise our account id. */
  readonly scope: string;
  /** The provider's account id, where the feed is read by account. */
  readonly account?: string;
  readonly checkpoint: string | null;
  readonly state: ScopeState;
  readonly window: DateWindow;
}

/** What the engine remembers about a scope beside the adapter's checkpoint. */
export interface ScopeState {
  readonly readiness?: Readiness;
  /** Whether a run went through to its end. */
  readonly complete?: boolean;
  /** The days that were read so far. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
}

/** What pulls the start of a window back. */
export interface PlanFacts {
  readonly today: CalendarDate;
  /** By account id: the day of its oldest pending row. */
  readonly oldestPending: ReadonlyMap<string, CalendarDate>;
  /** By provider account id (or `''`): the day of its oldest record in quarantine. */
  readonly oldestQuarantined: ReadonlyMap<string, CalendarDate>;
}

// A bank's "today" can be a day ahead of ours; a window that ends too early would skip rows.
const AHEAD = 1;

/** Decides what to pull: which scopes, from which checkpoints, over which days. */
export function plan(
  adapter: AnyAdapter,
  accounts: readonly AccountRow[],
  checkpoints: readonly CheckpointRow[],
  facts: PlanFacts,
): PlannedScope[] {
  const at = new Map(checkpoints.map((row) => [row.scope, row]));
  const planned = (scope: string, account?: AccountRow): PlannedScope => {
    const row = at.get(scope);
    const state = (row?.state ?? {}) as ScopeState;
    const covered = account ? [account] : accounts;
    return {
      scope,
      ...(account && { account: account.account.providerAccountId }),
      checkpoint: row?.checkpoint ?? null,
      state,
      window: windowOf(adapter, state, covered, facts),
    };
  };
  if (adapter.feed.scope === 'connection') return [planned('')];
  return accounts
    .filter(({ account }) => account.enabled && account.status === 'active')
    .map((row) => planned(row.account.id, row));
}

/** From the history's depth at first; later from the last read, back over the overlap and to whatever is unsettled. */
function windowOf(
  { traits }: AnyAdapter,
  state: ScopeState,
  accounts: readonly AccountRow[],
  facts: PlanFacts,
): DateWindow {
  const depth = addDays(facts.today, -traits.historyDays);
  const to = addDays(facts.today, AHEAD);
  if (!state.complete || !state.to) return { from: depth, to };
  let from = addDays(state.to, -traits.overlapDays);
  for (const { account } of accounts) {
    for (const day of [
      facts.oldestPending.get(account.id),
      facts.oldestQuarantined.get(account.providerAccountId),
      facts.oldestQuarantined.get(''),
    ]) {
      if (day !== undefined && day < from) from = day;
    }
  }
  return { from: from < depth ? depth : from, to: state.to > to ? state.to : to };
}
