import type { AdapterAccount } from '../adapter-kit/rows.ts';
import type { AccountRow } from '../store/rows.ts';

/**
 * Which new provider accounts are known ones under another id: by an id that lasts, or, where the list is complete, by
 * their looks. Only one-to-one, and never an account that is still listed under its old id.
 */
export function returningAccounts(
  listed: readonly AdapterAccount[],
  known: readonly AccountRow[],
  complete: boolean,
): Map<string, AccountRow> {
  const ids = new Set(listed.map(({ id }) => id));
  const knownIds = new Set(known.map((row) => row.account.providerAccountId));
  const fresh = listed.filter(({ id }) => !knownIds.has(id));
  const gone = known.filter((row) => !ids.has(row.account.providerAccountId));
  const found = new Map<string, AccountRow>();
  if (fresh.length === 0 || gone.length === 0) return found;
  const join = (
    nameOf: (account: AdapterAccount) => string | undefined,
    nameOfRow: (row: AccountRow) => string | undefined,
  ): void => {
    const taken = new Set(found.values());
    const rows = Map.groupBy(
      gone.filter((row) => !taken.has(row)),
      nameOfRow,
    );
    const accounts = Map.groupBy(
      fresh.filter(({ id }) => !found.has(id)),
      nameOf,
    );
    for (const [name, [account, ...others]] of accounts) {
      const [row, ...rivals] = rows.get(name) ?? [];
      if (name === undefined || !account || !row || others.length > 0 || rivals.length > 0) continue;
      if (mayBeOne(account, row)) found.set(account.id, row);
    }
  };
  join(lastingIdOf, (row) => row.persistentId);
  if (!complete) return found;
  join(looksOf, ({ account }) => looksOf(account));
  join(outlineOf, ({ account }) => outlineOf(account));
  return found;
}

// Two lasting ids that differ are two accounts, however alike they look.
function mayBeOne(account: AdapterAccount, { persistentId }: AccountRow): boolean {
  const mine = lastingIdOf(account);
  if (mine === undefined || persistentId === undefined || mine === persistentId) return true;
  // An id of the provider's and a hash of the number say nothing about each other.
  return isHash(mine) !== isHash(persistentId);
}

const HASH = 'number-hash:';
/** Whether a lasting id is made of the account's number. */
export const isHash = (id: string): boolean => id.startsWith(HASH);

/** What lasts of an account over a new link: the provider's own lasting id, or else the hash of its number. */
export function lastingIdOf({ persistentId, numberHash }: AdapterAccount): string | undefined {
  return persistentId ?? (numberHash === undefined ? undefined : HASH + numberHash);
}

type Looks = Pick<AdapterAccount, 'mask' | 'type' | 'subtype' | 'currency' | 'name'>;

/** What is left of the looks of an account that was renamed. */
function outlineOf({ mask, type, currency }: Looks): string | undefined {
  return mask === undefined ? undefined : JSON.stringify([mask, type, currency]);
}

function looksOf({ mask, type, subtype, currency, name }: Looks): string | undefined {
  return mask === undefined ? undefined : JSON.stringify([mask, type, subtype, currency, name]);
}
