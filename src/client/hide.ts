import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import { instant } from '../model/calendar-date.ts';
import type { ChangeSet } from '../store/ledger.ts';
import type { Scope } from '../store/scope.ts';
import { hostWrite } from '../sync/host-write.ts';
import { decisionIdOf } from '../sync/identity.ts';
import type { Ports } from '../sync/ports.ts';

/** Deletes a row for the host, or brings such a row back. */
export async function hideOrShow(
  ports: Ports,
  scope: { readonly userId: string },
  id: string,
  what: 'hide' | 'show',
  until: AbortSignal,
): Promise<void> {
  const { ledger } = ports.store;
  const connectionId = await connectionOf(ports, scope, id);
  const work = async (): Promise<{ set: Partial<ChangeSet> }> => {
    const [head] = await ledger.heads(connectionId, [id]);
    if (!head || (what === 'hide') === (head.hidden !== null)) {
      if (what === 'show' && head)
        throw new ConflictError('This transaction was not deleted by the host.', { connectionId });
      throw new NotFoundError('There is no such transaction.', { field: 'transactionId' });
    }
    if (what === 'show' && head.hidden !== 'deleted')
      throw new ConflictError('The provider took this transaction back; only it can bring it again.', {
        connectionId,
      });
    const at = instant(ports.clock.now());
    const rule = what === 'hide' ? 'host_deleted' : 'host_restored';
    return {
      set: {
        rows: [
          what === 'hide'
            ? { type: 'hide', id, as: 'deleted', origin: 'correction' }
            : { type: 'show', id, origin: 'correction' },
        ],
        decisions: [
          {
            id: decisionIdOf(id, rule, at),
            userId: scope.userId,
            connectionId,
            transactionId: id,
            rule,
            at,
            evidence: {},
          },
        ],
      },
    };
  };
  const action = what === 'hide' ? 'transaction.delete' : 'transaction.restore';
  await hostWrite(ports, connectionId, until, work, { action, actor: 'user', facts: { transaction: id } });
}

/** The connection of a row, hidden or not, where the row is the user's own. */
async function connectionOf(
  { store: { ledger } }: Ports,
  scope: Scope & { readonly userId: string },
  id: string,
): Promise<string> {
  const seen = await ledger.transaction(scope, id);
  if (seen) return seen.connectionId;
  for (let after: string | undefined; ; ) {
    const connections = await ledger.connections(scope, {
      limit: 100,
      ...(after !== undefined && { after }),
    });
    for (const { connection } of connections)
      if ((await ledger.heads(connection.id, [id])).length > 0) return connection.id;
    after = connections.at(-1)?.connection.id;
    if (connections.length < 100)
      throw new NotFoundError('There is no such transaction.', { field: 'transactionId' });
  }
}
