import { trueLayer } from 'bankweave/adapters/truelayer';
import { type TrueLayerWire, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { onlyWire } from './only-wire.ts';
import type { Recording, Secret, Stage } from './recording.ts';
import { storiesOf } from './stories.ts';

const PERSON = { institution: 'thames-bank', username: 'ada' };
const BROWSER =
  "TrueLayer's own sandbox links a bank only where a person goes through its pages in a browser.";

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
  stories: storiesOf<TrueLayerWire>({
    provider: 'truelayer',
    country: 'GB',
    bank: PERSON.institution,
    query: ['thames', 'mock'],
    onlyWire: BROWSER,
    adapter: ({ keys, baseUrl }) =>
      trueLayer({
        clientId: keys['TRUELAYER_CLIENT_ID'] ?? '',
        clientSecret: keys['TRUELAYER_CLIENT_SECRET'] ?? '',
        redirectUri: 'https://app.test/back',
        authUrl: baseUrl,
        baseUrl,
        historyDays: 30,
      }),
    async link({ ada }, stage, meanwhile) {
      const input = { providerId: `ob-${PERSON.institution}` };
      const { id, url = '' } = await ada.links.start('truelayer' as never, input as never);
      if (meanwhile) await stage.outside(...meanwhile);
      const connection = await ada.links.complete('truelayer' as never, id, await signedIn(stage, url));
      return connection.id;
    },
    shut({ control }) {
      for (const { id } of control.connections()) control.endConsent(id);
    },
    signInAgain: (stage, { url = '' }) => signedIn(stage, url, 'again'),
  }),
};

/** What the page sends back once the person has been there. */
async function signedIn(stage: Stage<TrueLayerWire>, url: string, time = 'first'): Promise<never> {
  const params = await stage.outside(`sign-in, ${time}`, async (wire) =>
    JSON.stringify(onlyWire(wire, BROWSER).control.completeLink(url, PERSON).params),
  );
  return JSON.parse(params) as never;
}
