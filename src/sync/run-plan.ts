import type { Inspection } from '../adapter-kit/contract.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { AccountRow } from '../store/rows.ts';
import type { AccountSuggestion } from './account-suggestions.ts';
import { AccountBook, RELINKED } from './accounts.ts';
import type { RunContext } from './context.ts';
import { isWaiting } from './health.ts';
import { type PlanFacts, type PlannedScope, plan } from './plan.ts';
import { QUARANTINE, type QuarantinedRecord } from './quarantine.ts';
import type { RefreshingCall } from './refreshing-call.ts';
import { recordsOf } from './rows-in-range.ts';
import { suggestAccounts } from './suggest-accounts.ts';
import { SUGGESTIONS, type Suggestion } from './suggestions.ts';

/** More than any connection has. */
export const MOST_ACCOUNTS = 10_000;

/** Reads which accounts there are, ours and the provider's. */
export async function readAccounts(context: RunContext, refreshing: RefreshingCall): Promise<void> {
  const { ledger, connectionId, userId, adapter, ports } = context;
  const known = await ledger.accounts({ userId }, { connectionId }, { limit: MOST_ACCOUNTS });
  const relinked = await recordsOf(ports.store.records, RELINKED, connectionId);
  context.accounts = new AccountBook({ id: connectionId, userId, provider: adapter.id }, known, relinked);
  try {
    const { accounts, complete } = await refreshing.with(() => adapter.accounts.list(refreshing.call));
    context.accounts.merge(accounts, { complete, at: context.now() });
    const list = {
      listed: new Set(accounts.map(({ id }) => id)),
      complete,
      open: await openSuggestions(context, known),
    };
    const after = context.accounts.all();
    context.accounts.suggest(suggestAccounts({ connectionId, userId, before: known, after, ...list }));
  } catch (error) {
    // Known accounts can be read without listing them anew; some banks list them only while the person is there.
    const goesOn = isBankweaveError(error) && (isWaiting(error) || error.code === 'unsupported');
    if (known.length === 0 || !goesOn) throw error;
  }
}

/** What waits for the host about these accounts; only where one is no longer active can there be anything. */
async function openSuggestions(
  { ports, connectionId }: RunContext,
  known: readonly AccountRow[],
): Promise<AccountSuggestion[]> {
  if (known.every(({ account }) => account.status === 'active')) return [];
  const records = await recordsOf(ports.store.records, SUGGESTIONS, connectionId);
  const suggestions = records.map(({ value }) => value as unknown as Suggestion);
  return suggestions.filter((suggestion) => suggestion.type === 'account');
}

/** What there is to pull. */
export async function planScopes(context: RunContext, inspection: Inspection): Promise<PlannedScope[]> {
  const { ledger, connectionId, accounts, adapter } = context;
  const planned = plan(adapter, accounts.all(), await ledger.checkpoints(connectionId), {
    today: context.today(),
    deepIsOpen: inspection.historyClosesAt !== undefined && inspection.historyClosesAt > context.now(),
    // A feed with a true cursor goes by no window, so none has to reach back to what is unsettled.
    ...(adapter.traits.windowed || adapter.traits.overlapDays > 0 ? await unsettled(context) : SETTLED),
    relinked: accounts.relinked,
  });
  for (const { gap, scope } of planned) {
    if (!gap) continue;
    const until = gap.opens ? 'until the person signs in again' : 'any more';
    const message = `Nobody can read the days from ${gap.from} to ${gap.to} ${until}.`;
    context.note('history_gap', 1, message, scope || undefined);
  }
  return planned;
}

type Unsettled = Pick<PlanFacts, 'oldestPending' | 'oldestQuarantined'>;

const SETTLED: Unsettled = { oldestPending: new Map(), oldestQuarantined: new Map() };

/** The oldest days, account by account, of which something is still to be heard. */
async function unsettled({ ledger, connectionId, ports, accounts }: RunContext): Promise<Unsettled> {
  const oldestPending = new Map<string, CalendarDate>();
  for (const { account } of accounts.all()) {
    const query = { accountId: account.id, statuses: ['pending'] } as const;
    const [row] = await ledger.range(connectionId, query, { limit: 1 });
    if (row) oldestPending.set(account.id, row.row.facts.date);
  }
  const oldestQuarantined = new Map<string, CalendarDate>();
  for (const { value } of await recordsOf(ports.store.records, QUARANTINE, connectionId)) {
    const { account = '', date } = value as unknown as QuarantinedRecord;
    const before = oldestQuarantined.get(account);
    if (date && (before === undefined || date < before)) oldestQuarantined.set(account, date as CalendarDate);
  }
  return { oldestPending, oldestQuarantined };
}
