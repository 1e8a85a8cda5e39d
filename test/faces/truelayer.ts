import type { AnyAdapter } from 'bankweave/adapter-kit';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { type TrueLayerWire, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { type Face, HISTORY_DAYS, unlinkedScenarios } from './face.ts';

export const trueLayerFace: Face<TrueLayerWire> = {
  id: 'truelayer',
  institutions: ['thames-bank', 'rhine-bank', 'river-bank', 'sakura-bank', 'gulf-bank'],
  wire: () => trueLayerWire(),
  adapter: (_, url = '') =>
    trueLayer({
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      redirectUri: 'https://app.test/back',
      authUrl: url,
      baseUrl: url,
      historyDays: HISTORY_DAYS,
    }) as AnyAdapter,
  scenarios: unlinkedScenarios,
  faults: ['outage', 'provider_error', 'throttled', 'login_required', 'account_error', 'unauthorized'],
  async link(bank, { userId, institution, username }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.start('truelayer' as never, { providerId: `ob-${institution}` } as never);
    const end = wire?.control.completeLink(started.url ?? '', { institution, username });
    return (await ada.links.complete('truelayer' as never, started.id, end?.params as never)).id;
  },
  async repair(bank, connectionId, { userId, institution, username }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.repair(connectionId);
    const end = wire?.control.completeLink(started.url ?? '', { institution, username });
    await ada.links.complete('truelayer' as never, started.id, end?.params as never);
  },
};
