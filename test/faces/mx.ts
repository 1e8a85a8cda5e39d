import type { AnyAdapter } from 'bankweave/adapter-kit';
import { mx } from 'bankweave/adapters/mx';
import { type MxWire, mxWire } from 'bankweave/adapters/mx/sandbox';
import { type Face, HISTORY_DAYS, unlinkedScenarios } from './face.ts';

const login = { username: 'mx', password: 'of-the-simulation' };

export const mxFace: Face<MxWire> = {
  id: 'mx',
  institutions: ['river-bank', 'summit-card'],
  wire: (deliver) =>
    mxWire(deliver ? { webhooks: { url: 'https://app.test/hooks/mx', basic: login, deliver } } : {}),
  adapter: (_, url = '') =>
    mx({
      clientId: 'sandbox-client',
      apiKey: 'sandbox-key',
      environment: 'integration',
      baseUrl: url,
      webhookUsername: login.username,
      webhookPassword: login.password,
      historyDays: HISTORY_DAYS,
    }) as AnyAdapter,
  scenarios: unlinkedScenarios,
  faults: ['outage', 'provider_error', 'throttled', 'login_required'],
  announce: (wire) => wire.control.webhooks.flush(),
  async link(bank, { userId, institution, username }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.start('mx' as never);
    // Where a process died after the widget, the widget leads to the member that it made.
    const known = wire?.control
      .members()
      .find(
        (member) =>
          member.username === username && member.institutionCode === institution && !member.isDeleted,
      );
    const end = known
      ? { memberGuid: known.guid }
      : wire?.control.completeLink(started.url ?? '', { institutionCode: institution, username });
    wire?.control.finishJobs();
    return (await ada.links.complete('mx' as never, started.id, end as never)).id;
  },
  async repair(bank, connectionId, { userId, institution, username }, wire) {
    const ada = bank.user(userId);
    const started = await ada.links.repair(connectionId);
    wire?.control.completeLink(started.url ?? '', { institutionCode: institution, username });
    wire?.control.finishJobs();
    await ada.links.complete('mx' as never, started.id);
  },
  freshen(wire) {
    for (const { guid, isDeleted } of wire.control.members()) if (!isDeleted) wire.control.refresh(guid);
  },
};
