import type { Inspection } from '../adapter-kit/contract.ts';
import type { Trail } from '../audit/log.ts';
import type { Ports } from '../sync/ports.ts';
import { RefreshingCall } from '../sync/refreshing-call.ts';

/** What the provider says about a connection, with its stored credentials; a token that was too old is renewed once. */
export async function inspect(
  ports: Ports,
  trail: Trail,
  provider: string,
  connectionId: string,
  signal: AbortSignal,
): Promise<Inspection> {
  const adapter = ports.adapter(provider);
  const { userId, fence } = trail;
  const about = { actor: 'user', connectionId, facts: { provider, class: 'link' } } as const;
  await trail.append({ action: 'credentials.read', ...about }, { action: 'provider.call', ...about });
  const call = ports.call({ adapter, userId, connectionId, signal, fence });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  return refreshing.with(() => adapter.connection.inspect(refreshing.call));
}
