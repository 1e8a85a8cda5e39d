import { plaid } from 'bankweave/adapters/plaid';
import { type PlaidWire, plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { type App, createApp, synced, told } from './app.ts';
import { bookGolden } from './golden.ts';
import { onlyWire } from './only-wire.ts';
import type { Recording, Stage } from './recording.ts';

type Plaid = Stage<PlaidWire>;

const HOST = 'https://sandbox.plaid.com';
const BANK = 'river-bank';
const DAY = 86_400_000;

export const plaidRecording: Recording<PlaidWire> = {
  provider: 'plaid',
  host: HOST,
  keys: { PLAID_CLIENT_ID: 'sandbox-client', PLAID_SECRET: 'sandbox-secret' },
  epoch: '2026-11-15',
  wire: () => plaidWire(),
  secrets: [
    {
      pattern:
        /\b(?:access|public|link)-(?:sandbox|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      as: (n, found) => `${found.split('-', 1)[0]}-recorded-${n}`,
    },
  ],
  volatile: ['client_id', 'secret'],
  stories: {
    async first_sync(stage) {
      const { app, connectionId } = await linked(stage);
      await stage.outside('small pages', async (wire) => {
        if (wire) wire.control.sync.pageSize = 10;
        return 'so';
      });
      const { counts, anomalies } = await synced(app, stage, connectionId);
      return { counts, anomalies, ...(await told(app)) };
    },

    async later_sync(stage) {
      const { app, connectionId } = await linked(stage);
      const first = await synced(app, stage, connectionId);
      stage.clock.advance(2 * DAY);
      const second = await synced(app, stage, connectionId);
      return { counts: [first.counts, second.counts], ...(await told(app)) };
    },

    async signs(stage) {
      const { app, connectionId } = await linked(stage);
      await stage.outside('golden rows', (_, world) =>
        bookGolden(onlyWire(world, "Plaid's own rows are not ours to write."), BANK),
      );
      await synced(app, stage, connectionId);
      return told(app);
    },

    async institutions(stage) {
      const { ada } = appOn(stage);
      const query = await stage.outside('query', async (wire) => (wire ? 'river' : 'Platypus'));
      return [
        await ada.institutions.search('plaid' as never, { query, country: 'US' }),
        await ada.institutions.search('plaid' as never, { query: 'there is no such bank' }),
      ];
    },

    async repair(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      await stage.outside('the bank wants the person', async (wire) => {
        const { control } = onlyWire(wire, 'a login that is broken is repaired in a page.');
        for (const { id } of control.items()) control.breakItem(id, 'ITEM_LOGIN_REQUIRED');
        return 'broken';
      });
      const refused = await app.bank.sync(connectionId).catch(({ code }: { code: string }) => code);
      const { connections } = await told(app);
      const { id, token = '' } = await app.ada.links.repair(connectionId);
      await stage.outside('the person signs in again', async (wire) => {
        await wire?.control.completeLink(token);
        return 'repaired';
      });
      const { status } = await app.ada.links.complete('plaid' as never, id);
      const again = await synced(app, stage, connectionId);
      return { refused, connections, status, again: again.status, counts: again.counts };
    },

    async removal(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      const { status } = await app.ada.connections.remove(connectionId);
      const { connections, accounts } = await told(app);
      return { status, connections, accounts };
    },
  },
};

function appOn(stage: Plaid): App {
  const adapter = plaid({
    clientId: stage.keys['PLAID_CLIENT_ID'] ?? '',
    secret: stage.keys['PLAID_SECRET'] ?? '',
    baseUrl: stage.baseUrl,
    clientName: 'Recorded',
    daysRequested: 30,
  });
  return createApp(adapter, stage);
}

/** Plaid's sandbox makes a login without a person, by a call of its own. */
async function linked(stage: Plaid): Promise<{ app: App; connectionId: string }> {
  const app = appOn(stage);
  const { id } = await app.ada.links.start('plaid' as never);
  const publicToken = await stage.outside('public_token', async (wire) => {
    const request = new Request(`${HOST}/sandbox/public_token/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: stage.keys['PLAID_CLIENT_ID'],
        secret: stage.keys['PLAID_SECRET'],
        institution_id: wire ? wire.control.institutionId(BANK) : 'ins_109508',
        initial_products: ['transactions'],
        options: {
          ...(wire && { override_username: 'ada' }),
          transactions: { days_requested: 30 },
        },
      }),
    });
    const answer = await (wire ? wire.handle(request) : fetch(request));
    if (!answer.ok) throw new Error(`/sandbox/public_token/create: ${answer.status}`);
    return ((await answer.json()) as { public_token: string }).public_token;
  });
  const { id: connectionId } = await app.ada.links.complete('plaid' as never, id, { publicToken } as never);
  return { app, connectionId };
}
