import type { Account } from '../../model/account.ts';
import type { Connection } from '../../model/connection.ts';
import type { AccountRow } from '../../store/rows.ts';
import type { Ports } from '../../sync/ports.ts';
import type { Found } from './finding.ts';

/** Accounts that the same user has once more in another live connection to the same institution. */
export async function accountTwins(
  { store: { ledger } }: Ports,
  { id, userId, institution }: Connection,
  accounts: readonly AccountRow[],
): Promise<{ accountId: string; found: Found }[]> {
  const others = (await ledger.connections({ userId }, { limit: 1_000 })).filter(
    ({ connection }) =>
      connection.id !== id &&
      connection.status !== 'removed' &&
      connection.institution.name === institution.name,
  );
  const seen = new Set<string>();
  for (const { connection } of others)
    for (const { account } of await ledger.accounts(
      { userId },
      { connectionId: connection.id },
      { limit: 1_000 },
    ))
      if (account.status === 'active') seen.add(looksOf(account));
  return accounts
    .filter(({ account }) => account.mask !== undefined && account.status === 'active')
    .filter(({ account }) => seen.has(looksOf(account)))
    .map(({ account }) => ({
      accountId: account.id,
      found: {
        type: 'duplicate_account',
        message: 'The same account seems to be linked by another connection of this user as well.',
      },
    }));
}

function looksOf({ mask, type, subtype, currency }: Account): string {
  return JSON.stringify([mask, type, subtype, currency]);
}
