import type { AnyAdapter, LinkPeek } from '../adapter-kit/contract.ts';
import { ConflictError } from '../errors/catalog.ts';
import type { Account } from '../model/account.ts';
import type { Ports } from '../sync/ports.ts';

const PAGE = 200;
const MOST_ACCOUNTS = 10_000;

/**
 * Refuses a link whose accounts all belong to one connection already, before anything is exchanged. Two people at one
 * bank have other accounts, so they are never taken for each other.
 *
 * @throws ConflictError with `existingConnectionId`
 */
export async function refuseDuplicate(
  { store: { ledger } }: Ports,
  { id: provider, link }: AnyAdapter,
  userId: string,
  params: unknown,
): Promise<void> {
  const peek = params === undefined ? undefined : link.peek?.(params as never);
  if (!peek || peek.accounts.length === 0) return;
  for (let after: string | undefined; ; ) {
    const rows = await ledger.connections({ userId }, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const { connection } of rows) {
      const { id, status, institution } = connection;
      if (connection.provider !== provider || institution.id !== peek.institution) continue;
      // What has ended cannot be made anew by repairing it.
      if (status === 'removed' || status === 'revoked') continue;
      const accounts = await ledger.accounts({ userId }, { connectionId: id }, { limit: MOST_ACCOUNTS });
      if (
        !allKnown(
          peek.accounts,
          accounts.map(({ account }) => account),
        )
      )
        continue;
      throw new ConflictError('This user has linked this login already; repair that connection instead.', {
        provider,
        existingConnectionId: id,
      });
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.connection.id;
  }
}

function allKnown(peeked: LinkPeek['accounts'], known: readonly Account[]): boolean {
  return peeked.every(({ mask, type, name }) =>
    known.some(
      (account) =>
        account.mask === mask &&
        (type === undefined || account.type === type) &&
        (name === undefined || account.name === name),
    ),
  );
}
