import type { Transaction, User } from 'bankweave';
import type { World } from 'bankweave/sandbox';

/** What a reader sees of an account, as lines in one order. */
export async function ledgerLines(
  user: Pick<User, 'accounts' | 'transactions'>,
  name: string,
): Promise<string[]> {
  const { items } = await user.accounts.list({ limit: 100 });
  const accountId = items.find((account) => account.name === name)?.id ?? '';
  const lines: string[] = [];
  for await (const row of user.transactions.list({ accountId, limit: 500 })) lines.push(lineOf(row));
  return lines.sort();
}

/** What the bank shows of an account, as lines in the same order. */
export function worldLines(world: World, accountId: string): string[] {
  return world
    .ledger(accountId)
    .map((row) => lineOf(row))
    .sort();
}

type Told = Pick<Transaction, 'status' | 'date' | 'amount' | 'originalDescription'>;

const lineOf = ({ status, date, amount, originalDescription }: Told): string =>
  `${date} ${status} ${amount.value} ${amount.currency} ${originalDescription.trim()}`;
