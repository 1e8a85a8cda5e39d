import { ORPHANS } from '../links/orphans.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { REVOKE_TICKETS } from '../vault/credentials.ts';
import type { ErasedConnection, Erasing } from './erasure.ts';

/** How the connections of an erasure stand with their providers: what became of their tickets says it. */
export async function outcomesOf(
  { store }: Ports,
  { connections }: Erasing,
): Promise<readonly ErasedConnection[]> {
  const outcomes: ErasedConnection[] = [];
  for (const { id, provider, ticket } of connections) {
    const there = async (namespace: string): Promise<boolean> =>
      ticket !== null && (await store.records.get(EVERY_USER, namespace, ticket)) !== null;
    const revoked = (await there(REVOKE_TICKETS)) ? 'ticket' : !(await there(ORPHANS));
    outcomes.push({ id, provider, revoked });
  }
  return outcomes;
}
