import type { AnyAdapter } from 'bankweave/adapter-kit';
import { faker } from 'bankweave/adapters/faker';
import { type Face, HISTORY_DAYS, ordinaryScenarios } from './face.ts';

export const fakerFace: Face = {
  id: 'faker',
  institutions: ['river-bank', 'summit-card', 'thames-bank', 'sakura-bank'],
  adapter: (world) => faker({ world, historyDays: HISTORY_DAYS, pageSize: 23 }) as AnyAdapter,
  scenarios: ordinaryScenarios,
  faults: [
    'outage',
    'provider_error',
    'throttled',
    'login_required',
    'account_error',
    'mutation',
    'stale',
    'not_ready',
    'unauthorized',
  ],
  async link(bank, { userId, institution, username }) {
    const ada = bank.user(userId);
    const link = await ada.links.start('faker' as never, { institution, username } as never);
    return (await ada.links.complete('faker' as never, link.id)).id;
  },
  async repair(bank, connectionId, { userId }) {
    const ada = bank.user(userId);
    const link = await ada.links.repair(connectionId);
    await ada.links.complete('faker' as never, link.id);
  },
};
