import type { RecordWrite } from '../store/records.ts';
import type { AccountRow } from '../store/rows.ts';
import { type AccountSuggestion, accountSuggestionsOf, stillHolds } from './account-suggestions.ts';
import { SUGGESTIONS, suggestionKey, suggestionWrites } from './suggestions.ts';

/** What a list of accounts says about which of them may be one. */
export interface SuggestedAccounts {
  readonly records: readonly RecordWrite[];
  /** Those that are new. */
  readonly suggestions: readonly AccountSuggestion[];
}

/** The accounts of a connection before and after what the provider lists was taken in. */
export interface TakenList {
  readonly connectionId: string;
  readonly userId: string;
  readonly before: readonly AccountRow[];
  readonly after: readonly AccountRow[];
  /** The provider's ids in its list, and whether that names every account. */
  readonly listed: ReadonlySet<string>;
  readonly complete: boolean;
  /** Suggestions about these accounts that the host has not judged. */
  readonly open: readonly AccountSuggestion[];
}

/**
 * Suggests accounts that are there for the first time as the next form of those that are gone, once, so that what the
 * host dismissed does not come back; and takes back what no longer holds, because one side is listed again, is gone or
 * says something else by now.
 */
export function suggestAccounts(list: TakenList): SuggestedAccounts {
  const { connectionId, userId, before, after, listed, complete, open } = list;
  const rows = new Map(after.map((row) => [row.account.id, row]));
  const isListed = ({ account }: AccountRow): boolean => listed.has(account.providerAccountId);
  const holds = (suggestion: AccountSuggestion): boolean => {
    const [row, former] = [rows.get(suggestion.accountId), rows.get(suggestion.formerId)];
    if (!row || !former || isListed(former) || (complete && !isListed(row))) return false;
    return stillHolds(suggestion, row, former);
  };
  const withdrawn = open
    .filter((suggestion) => !holds(suggestion))
    .map((suggestion) => ({
      namespace: SUGGESTIONS,
      key: suggestionKey(suggestion),
      userId,
      value: undefined,
    }));
  const known = new Set(before.map(({ account }) => account.id));
  const fresh = complete ? after.filter(({ account }) => !known.has(account.id)) : [];
  const gone = after.filter((row) => known.has(row.account.id) && !isListed(row));
  const suggestions = accountSuggestionsOf(connectionId, fresh, gone);
  return { records: [...withdrawn, ...suggestionWrites(userId, suggestions)], suggestions };
}
