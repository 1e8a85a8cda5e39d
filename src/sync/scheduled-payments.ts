import type { Attended } from '../adapter-kit/call.ts';
import { UnsupportedError } from '../errors/catalog.ts';
import type { ScheduledPayment } from '../model/scheduled-payment.ts';
import type { AccountRow } from '../store/rows.ts';
import type { Ports } from './ports.ts';
import { RefreshingCall } from './refreshing-call.ts';

/** Asks the provider about an account's scheduled payments; a token that was too old is renewed once. */
export async function readScheduledPayments(
  ports: Ports,
  { userId, account }: AccountRow,
  { signal, attended }: { readonly signal: AbortSignal; readonly attended?: Attended | undefined },
): Promise<readonly ScheduledPayment[]> {
  const { id: accountId, connectionId, provider, providerAccountId, type } = account;
  const adapter = ports.adapter(provider);
  const facet = adapter.scheduledPayments;
  if (!facet)
    throw new UnsupportedError(`The '${provider}' adapter knows no scheduled payments.`, {
      provider,
      field: 'accountId',
    });
  const trail = await ports.audit.open(userId);
  const about = { actor: 'user', connectionId, facts: { provider, class: 'scheduled_payments' } } as const;
  await trail.append({ action: 'credentials.read', ...about }, { action: 'provider.call', ...about });
  const call = ports.call({
    adapter,
    userId,
    connectionId,
    signal,
    fence: trail.fence,
    ...(attended && { attended }),
  });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  const input = { account: providerAccountId, accountType: type };
  const found = await refreshing.with(() => facet.list(input, refreshing.call));
  return found.map((payment) => ({ ...payment, accountId }));
}
