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
  /** Read from the beginning and compare: what is not there any more is gone. */
  readonly full: boolean;
  /** The first day that a full pass reads. */
  readonly depth: CalendarDate;
  /** Days that were not read yet and are deeper than what can be read now. */
  readonly gap?: Gap;
}

/** Days that are missing. */
interface Gap extends DateWindow {
  /** Whether they can be read again once the person signs in anew. */
  readonly opens: boolean;
}

/** What the engine remembers about a scope beside the adapter's checkpoint. */
export interface ScopeState {
  readonly readiness?: Readiness;
  /** Whether a run went through to its end. */
  readonly complete?: boolean;
  /** The days that were read so far. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
  /** Whether a full pass has begun and not gone through yet. */
  readonly resync?: boolean;
  /** Accounts, with spaces between, that were switched off while the feed brought rows of them. */
  readonly missed?: string;
}

/** What pulls the start of a window back. */
export interface PlanFacts {
  readonly today: CalendarDate;
  /** Whether the deep history is open now, for a provider that opens it only for a while. */
  readonly deepIsOpen: boolean;
  /** By account id: the day of its oldest pending row. */
  readonly oldestPending: ReadonlyMap<string, CalendarDate>;
  /** By provider account id (or `''`): the day of its oldest record in quarantine. */
  readonly oldestQuarantined: ReadonlyMap<string, CalendarDate>;
  /** Accounts that came back under another provider id. */
  readonly relinked: ReadonlySet<string>;
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
  const { traits } = adapter;
  const deepest = addDays(facts.today, -traits.historyDays);
  const isClosed = traits.closedHistoryDays !== undefined && !facts.deepIsOpen;
  const depth = isClosed ? addDays(facts.today, -(traits.closedHistoryDays ?? 0)) : deepest;
  const planned = (scope: string, account?: AccountRow): PlannedScope => {
    const row = at.get(scope);
    const state = withoutReturned((row?.state ?? {}) as ScopeState, accounts);
    // Rows passed over while their account was switched off come only with a new beginning.
    const full = state.resync === true || state.missed !== (row?.state['missed'] ?? undefined);
    const anew = full || (account !== undefined && facts.relinked.has(account.account.id));
    const window = windowOf(adapter, state, account ? [account] : accounts, facts, depth);
    const gap = gapOf(adapter, state, { deepest, depth });
    return {
      scope,
      ...(account && { account: account.account.providerAccountId }),
      checkpoint: anew ? null : (row?.checkpoint ?? null),
      state,
      window: full ? { from: depth, to: window.to } : window,
      full,
      depth,
      ...(gap && { gap }),
    };
  };
  if (adapter.feed.scope === 'connection') return [planned('')];
  return accounts
    .filter(({ account }) => account.enabled && account.status === 'active')
    .map((row) => planned(row.account.id, row));
}

/** What nobody can read now: days since the last read, or the deep history of an account that was never read. */
function gapOf(
  { traits }: AnyAdapter,
  { complete, to }: ScopeState,
  { deepest, depth }: { readonly deepest: CalendarDate; readonly depth: CalendarDate },
): Gap | undefined {
  if (!traits.windowed) return undefined;
  const opens = deepest < depth;
  if (!complete) return opens ? { from: deepest, to: depth, opens } : undefined;
  return to && to < depth ? { from: to < deepest ? deepest : to, to: depth, opens } : undefined;
}

/** From the history's depth at first; later from the last read, back over the overlap and to whatever is unsettled. */
function windowOf(
  { traits }: AnyAdapter,
  state: ScopeState,
  accounts: readonly AccountRow[],
  facts: PlanFacts,
  depth: CalendarDate,
): DateWindow {
  const to = addDays(facts.today, AHEAD);
  // While it is open, the deep history is read whole: what was missed before comes with it.
  const isOpen = traits.closedHistoryDays !== undefined && facts.deepIsOpen;
  if (!state.complete || !state.to || isOpen) return { from: depth, to };
  let from = addDays(state.to, -traits.overlapDays - AHEAD);
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

/** The state without those missed accounts that are switched on again. */
function withoutReturned(state: ScopeState, accounts: readonly AccountRow[]): ScopeState {
  if (state.missed === undefined) return state;
  const on = new Set(accounts.flatMap(({ account }) => (account.enabled ? account.id : [])));
  const { missed, ...rest } = state;
  const still = missed.split(' ').filter((id) => !on.has(id));
  return still.length > 0 ? { ...rest, missed: still.join(' ') } : rest;
}
