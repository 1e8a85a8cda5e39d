import { mx } from 'bankweave/adapters/mx';
import { type MxWire, mxWire } from 'bankweave/adapters/mx/sandbox';
import { type App, createApp, synced, told } from './app.ts';
import { bookGolden } from './golden.ts';
import { onlyWire } from './only-wire.ts';
import type { Recording, Stage } from './recording.ts';

type Mx = Stage<MxWire>;

const BANK = 'river-bank';
const DAY = 86_400_000;

export const mxRecording: Recording<MxWire> = {
  provider: 'mx',
  host: 'https://int-api.mx.com',
  keys: { MX_CLIENT_ID: 'sandbox-client', MX_API_KEY: 'sandbox-key' },
  epoch: '2026-11-18',
  wire: () => mxWire(),
  // The address of a widget lets its bearer in once.
  secrets: [
    {
      pattern: /(?<=\/(?:md|widget)\/connect\/)(?!recorded-)[\w-]+/g,
      as: (n) => `recorded-${n}`,
    },
  ],
  // What was typed at a bank.
  volatile: ['value'],
  stories: {
    async first_sync(stage) {
      const { app, connectionId } = await linked(stage);
      const { counts, anomalies } = await synced(app, stage, connectionId);
      return { counts, anomalies, ...(await told(app)) };
    },

    async later_sync(stage) {
      const { app, connectionId } = await linked(stage);
      const first = await synced(app, stage, connectionId);
      stage.clock.advance(2 * DAY);
      await stage.outside('the nights pass', async (wire) => {
        if (wire) for (const { guid } of wire.control.members()) wire.control.refresh(guid);
        wire?.control.finishJobs();
        return 'refreshed';
      });
      const second = await synced(app, stage, connectionId);
      return { counts: [first.counts, second.counts], ...(await told(app)) };
    },

    async signs(stage) {
      const { app, connectionId } = await linked(stage, async (wire, world) => {
        const golden = await bookGolden(
          onlyWire(world, "the rows of MX's test bank are not ours to write."),
          BANK,
        );
        wire?.control.finishJobs();
        return golden;
      });
      await synced(app, stage, connectionId);
      return told(app);
    },

    async institutions(stage) {
      const { ada } = appOn(stage);
      const query = await stage.outside('query', async (wire) => (wire ? 'river' : 'MX Bank'));
      return [
        await ada.institutions.search('mx' as never, { query, country: 'US' }),
        await ada.institutions.search('mx' as never, { query: 'there is no such bank' }),
      ];
    },

    async repair(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      await stage.outside('the bank wants the person', async (wire) => {
        const { control } = onlyWire(wire, 'a login that is broken is repaired in the widget.');
        for (const { guid } of control.members()) control.setStatus(guid, 'DENIED');
        return 'denied';
      });
      const run = await app.bank.sync(connectionId).catch(({ code }: { code: string }) => ({ status: code }));
      const { connections } = await told(app);
      const { id, url = '' } = await app.ada.links.repair(connectionId);
      await stage.outside('the person signs in again', async (wire) => {
        wire?.control.completeLink(url, { username: 'ada' });
        wire?.control.finishJobs();
        return 'repaired';
      });
      const { status } = await app.ada.links.complete('mx' as never, id);
      const again = await synced(app, stage, connectionId);
      return { refused: run.status, connections, status, again: again.status, counts: again.counts };
    },

    async removal(stage) {
      const { app, connectionId } = await linked(stage);
      const { status } = await app.ada.connections.remove(connectionId);
      const { connections, accounts } = await told(app);
      return { status, connections, accounts };
    },
  },
};

function appOn(stage: Mx): App {
  const adapter = mx({
    clientId: stage.keys['MX_CLIENT_ID'] ?? '',
    apiKey: stage.keys['MX_API_KEY'] ?? '',
    environment: 'integration',
    baseUrl: stage.baseUrl,
    historyDays: 30,
    overlapDays: 30,
  });
  return createApp(adapter, stage);
}

/** Signs in without the widget, which MX's test bank allows too. */
async function linked(
  stage: Mx,
  first: Parameters<Mx['outside']>[1] = async (wire) => {
    wire?.control.finishJobs();
    return 'so';
  },
): Promise<{ app: App; connectionId: string }> {
  const app = appOn(stage);
  const institution = await stage.outside('institution', async (wire) => (wire ? BANK : 'mxbank'));
  const LOGIN = await stage.outside('username', async (wire) => (wire ? 'ada' : 'mxuser'));
  const credentials = { LOGIN, PASSWORD: 'correct' };
  const { id } = await app.ada.links.start('mx' as never, { institution, credentials } as never);
  await stage.outside('the first job is done', first);
  const connection = await app.ada.links.complete('mx' as never, id);
  return { app, connectionId: connection.id };
}
