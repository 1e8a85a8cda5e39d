import type { AccountRow } from '../store/rows.ts';
import { decisionIdOf } from './identity.ts';
import { isHash } from './returning-accounts.ts';

/** A new account that may be the next form of one that is no longer listed: a reissued card, a renamed account. */
export interface AccountSuggestion {
  readonly type: 'account';
  readonly id: string;
  readonly connectionId: string;
  /** The account that is newly listed. */
  readonly accountId: string;
  /** The account that is no longer listed. */
  readonly formerId: string;
  /** What both say alike. */
  readonly evidence: {
    readonly name: boolean;
    readonly mask: boolean;
    readonly type: boolean;
    readonly currency: boolean;
  };
}

/** Each new account beside each gone one that it may continue. */
export function accountSuggestionsOf(
  connectionId: string,
  fresh: readonly AccountRow[],
  gone: readonly AccountRow[],
): AccountSuggestion[] {
  return fresh.flatMap((row) =>
    gone.flatMap((former) => {
      const evidence = likenessOf(row, former);
      if (!evidence) return [];
      const [accountId, formerId] = [row.account.id, former.account.id];
      const id = decisionIdOf(accountId, 'account_suggestion', formerId);
      return { type: 'account', id, connectionId, accountId, formerId, evidence } as const;
    }),
  );
}

/** Whether two accounts still say alike what they said when they were suggested. */
export function stillHolds({ evidence }: AccountSuggestion, row: AccountRow, former: AccountRow): boolean {
  const now = likenessOf(row, former);
  return (
    now !== undefined &&
    now.name === evidence.name &&
    now.mask === evidence.mask &&
    now.type === evidence.type &&
    now.currency === evidence.currency
  );
}

/** What two accounts say alike, where it is enough to ask a person about: the currency, and two of three others. */
function likenessOf(one: AccountRow, other: AccountRow): AccountSuggestion['evidence'] | undefined {
  const [a, b] = [one.account, other.account];
  const differs =
    one.persistentId !== undefined &&
    other.persistentId !== undefined &&
    isHash(one.persistentId) === isHash(other.persistentId) &&
    one.persistentId !== other.persistentId;
  // The provider's own lasting ids say for certain that these are two; a number can be given out anew.
  if (differs && !isHash(one.persistentId as string)) return undefined;
  const evidence = {
    name: wordsOf(a.name) === wordsOf(b.name),
    // Two numbers that only end alike.
    mask: a.mask !== undefined && a.mask === b.mask && !differs,
    type: a.type === b.type && a.subtype === b.subtype,
    currency: a.currency === b.currency,
  };
  const alike = Number(evidence.name) + Number(evidence.mask) + Number(evidence.type);
  return evidence.currency && alike >= 2 ? evidence : undefined;
}

function wordsOf(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
