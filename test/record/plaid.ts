import { plaid } from 'bankweave/adapters/plaid';
import { type PlaidWire, plaidWire } from 'bankweave/adapters/plaid/sandbox';
import type { App } from './app.ts';
import type { Recording, Stage } from './recording.ts';
import { storiesOf } from './stories.ts';

const HOST = 'https://sandbox.plaid.com';
const BANK = 'river-bank';

export const plaidRecording: Recording<PlaidWire> = {
  provider: 'plaid',
  host: HOST,
  keys: { PLAID_CLIENT_ID: 'sandbox-client', PLAID_SECRET: 'sandbox-secret' },
  epoch: '2026-11-15',
  wire() {
    const wire = plaidWire();
    wire.control.sync.pageSize = 10;
    return wire;
  },
  secrets: [
    {
      pattern:
        /\b(?:access|public|link)-(?:sandbox|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      as: (n, found) => `${found.split('-', 1)[0]}-recorded-${n}`,
    },
  ],
  volatile: ['client_id', 'secret'],
  stories: storiesOf<PlaidWire>({
    provider: 'plaid',
    country: 'US',
    bank: BANK,
    query: ['river', 'Platypus'],
    onlyWire: "Plaid's own rows are not ours to write, and a login that is broken is repaired in a page.",
    adapter: ({ keys, baseUrl }) =>
      plaid({
        clientId: keys['PLAID_CLIENT_ID'] ?? '',
        secret: keys['PLAID_SECRET'] ?? '',
        baseUrl,
        clientName: 'Recorded',
        daysRequested: 30,
      }),
    link,
    shut({ control }) {
      for (const { id } of control.items()) control.breakItem(id, 'ITEM_LOGIN_REQUIRED');
    },
    async signInAgain(stage, { token = '' }) {
      await stage.outside('the person signs in again', async (wire) => {
        await wire?.control.completeLink(token);
        return 'repaired';
      });
    },
  }),
};

/** Plaid's sandbox makes a login without a person, by a call of its own. */
async function link(
  { ada }: App,
  stage: Stage<PlaidWire>,
  meanwhile?: Parameters<typeof stage.outside>,
): Promise<string> {
  const { id } = await ada.links.start('plaid' as never);
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
  if (meanwhile) await stage.outside(...meanwhile);
  const connection = await ada.links.complete('plaid' as never, id, { publicToken } as never);
  return connection.id;
}
