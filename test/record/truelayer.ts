import { trueLayer } from 'bankweave/adapters/truelayer';
import { type TrueLayerWire, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { type App, createApp, synced, told } from './app.ts';
import { bookGolden } from './golden.ts';
import { onlyWire } from './only-wire.ts';
import type { Recording, Secret, Stage } from './recording.ts';

type TrueLayer = Stage<TrueLayerWire>;

const PERSON = { institution: 'thames-bank', username: 'ada' };
const BROWSER =
  "TrueLayer's own sandbox links a bank only where a person goes through its pages in a browser.";
const DAY = 86_400_000;

/** The claims that the adapter reads stay; the signature and the application's id do not. */
const accessToken: Secret = {
  pattern: /\beyJ[\w-]+\.eyJ[\w-]+\.(?!recorded-)[\w-]+/g,
  as(n, found) {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(found.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;
    const { sub, connector_id, exp } = claims as Record<string, unknown>;
    return [part({ alg: 'none' }), part({ sub, connector_id, exp }), `recorded-${n}`].join('.');
  },
};

export const trueLayerRecording: Recording<TrueLayerWire> = {
  provider: 'truelayer',
  // The pages, the tokens and the list of banks are here; the data are on another host, with no path in common.
  host: 'https://auth.truelayer-sandbox.com',
  keys: { TRUELAYER_CLIENT_ID: 'sandbox-client', TRUELAYER_CLIENT_SECRET: 'sandbox-secret' },
  epoch: '2026-11-13',
  wire: () => trueLayerWire(),
  secrets: [accessToken, { pattern: /\b[0-9A-F]{32,64}\b/g, as: (n) => `recorded-${n}` }],
  volatile: ['client_id', 'clientId', 'client_secret'],
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
      const second = await synced(app, stage, connectionId);
      return { counts: [first.counts, second.counts], ...(await told(app)) };
    },

    async signs(stage) {
      const { app, connectionId } = await linked(stage);
      await stage.outside('golden rows', (_, world) =>
        bookGolden(onlyWire(world, BROWSER), PERSON.institution),
      );
      await synced(app, stage, connectionId);
      return told(app);
    },

    async institutions(stage) {
      const { ada } = appOn(stage);
      const query = await stage.outside('query', async (wire) => (wire ? 'thames' : 'mock'));
      return [
        await ada.institutions.search('truelayer' as never, { query, country: 'GB' }),
        await ada.institutions.search('truelayer' as never, { query: 'there is no such bank' }),
      ];
    },

    async repair(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      await stage.outside('the consent ends', async (wire) => {
        const { control } = onlyWire(wire, BROWSER);
        for (const { id } of control.connections()) control.endConsent(id);
        return 'ended';
      });
      const run = await app.bank.sync(connectionId).catch(({ code }: { code: string }) => ({ status: code }));
      const { connections } = await told(app);
      const { id, url = '' } = await app.ada.links.repair(connectionId);
      const { status } = await app.ada.links.complete(
        'truelayer' as never,
        id,
        await signedIn(stage, url, 'again'),
      );
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

function appOn(stage: TrueLayer): App {
  const adapter = trueLayer({
    clientId: stage.keys['TRUELAYER_CLIENT_ID'] ?? '',
    clientSecret: stage.keys['TRUELAYER_CLIENT_SECRET'] ?? '',
    redirectUri: 'https://app.test/back',
    authUrl: stage.baseUrl,
    baseUrl: stage.baseUrl,
    historyDays: 30,
  });
  return createApp(adapter, stage);
}

async function linked(stage: TrueLayer): Promise<{ app: App; connectionId: string }> {
  const app = appOn(stage);
  const { id, url = '' } = await app.ada.links.start(
    'truelayer' as never,
    { providerId: `ob-${PERSON.institution}` } as never,
  );
  const connection = await app.ada.links.complete('truelayer' as never, id, await signedIn(stage, url));
  return { app, connectionId: connection.id };
}

/** What the page sends back once the person has been there. */
async function signedIn(stage: TrueLayer, url: string, time = 'first'): Promise<never> {
  const params = await stage.outside(`sign-in, ${time}`, async (wire) =>
    JSON.stringify(onlyWire(wire, BROWSER).control.completeLink(url, PERSON).params),
  );
  return JSON.parse(params) as never;
}
