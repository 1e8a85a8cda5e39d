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
  join(
    (account) => account.persistentId,
    (row) => row.persistentId,
  );
  if (complete) join(looksOf, ({ account }) => looksOf(account));
  return found;
}

// Two lasting ids that differ are two accounts, however alike they look.
function mayBeOne({ persistentId }: AdapterAccount, row: AccountRow): boolean {
  return persistentId === undefined || row.persistentId === undefined || persistentId === row.persistentId;
}

type Looks = Pick<AdapterAccount, 'mask' | 'type' | 'subtype' | 'currency' | 'name'>;

function looksOf({ mask, type, subtype, currency, name }: Looks): string | undefined {
  return mask === undefined ? undefined : JSON.stringify([mask, type, subtype, currency, name]);
}
