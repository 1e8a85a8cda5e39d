import type { AnyAdapter } from 'bankweave/adapter-kit';
import { plaid } from 'bankweave/adapters/plaid';
import { type PlaidWire, plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { type Face, HISTORY_DAYS, ordinaryScenarios } from './face.ts';

export const plaidFace: Face<PlaidWire> = {
  id: 'plaid',
  institutions: ['river-bank', 'thames-bank', 'summit-card'],
  wire: (deliver) => plaidWire(deliver ? { deliver } : {}),
  adapter: (_, url = '') =>
    plaid({
      clientId: 'sandbox-client',
      secret: 'sandbox-secret',
      baseUrl: url,
      clientName: 'Faces',
      countryCodes: ['US', 'GB'],
      webhookUrl: 'https://app.test/hooks/plaid',
      daysRequested: HISTORY_DAYS,
    }) as AnyAdapter,
  scenarios: ordinaryScenarios,
  faults: ['outage', 'provider_error', 'throttled', 'login_required', 'mutation', 'not_ready', 'stale'],
  announce: (wire) => wire.control.announce(),
  async link(bank, { userId, institution, username }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.start('plaid' as never);
    const end = await wire?.control.completeLink(started.token ?? '', { institution, username });
    const params = { publicToken: end?.publicToken } as never;
    return (await ada.links.complete('plaid' as never, started.id, params)).id;
  },
  async repair(bank, connectionId, { userId }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.repair(connectionId);
    await wire?.control.completeLink(started.token ?? '');
    await ada.links.complete('plaid' as never, started.id);
  },
};
