import { UnsupportedError } from '../errors/catalog.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { auditedConnection } from '../sync/audited-connection.ts';
import type { Ports } from '../sync/ports.ts';
import { RefreshingCall } from '../sync/refreshing-call.ts';

/** Tells the provider where its webhooks about a connection go. */
export async function sendWebhooksTo(
  ports: Ports,
  { connection }: ConnectionRow,
  url: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { id: connectionId, provider } = connection;
  const adapter = ports.adapter(provider);
  if (!adapter.connection.sendWebhooksTo)
    throw new UnsupportedError('This provider has no webhooks for each connection.', {
      provider,
      connectionId,
    });
  const { trail } = await auditedConnection(ports, connectionId);
  const { userId, fence } = trail;
  const about = { actor: 'user', connectionId, facts: { provider, class: 'webhooks' } } as const;
  await trail.append({ action: 'credentials.read', ...about }, { action: 'provider.call', ...about });
  const call = ports.call({ adapter, userId, connectionId, signal, fence });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  await refreshing.with(async () => adapter.connection.sendWebhooksTo?.(url, refreshing.call));
}
