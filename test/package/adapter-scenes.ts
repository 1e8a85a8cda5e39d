import { type Challenge, createBankweave, type Link, memoryStore, systemClock } from 'bankweave';
import { mxWire } from 'bankweave/adapters/mx/sandbox';
import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { createWorld, type Wire } from 'bankweave/sandbox';
import { vault } from 'bankweave/vault';
import nock from 'nock';

// The providers' own hosts, answered by the wires in this process. Each call takes a second of the world's time.
let seconds = 0;
const clock = { ...systemClock, now: () => systemClock.now() + seconds * 1_000 };
const world = createWorld({ seed: 7, clock, epoch: '2026-10-01' });

function behind<W extends Wire>(wire: W, ...hosts: string[]): W {
  wire.bind(world);
  for (const host of hosts)
    for (const method of ['get', 'post', 'put', 'delete'] as const)
      nock(host)
        .persist()
        [method](/.*/)
        .reply(async (request: Request) => {
          seconds += 1;
          const answer = await wire.handle(request);
          return [answer.status, await answer.text(), Object.fromEntries(answer.headers)];
        });
  return wire;
}

const plaid = behind(plaidWire(), 'https://sandbox.plaid.com');
const trueLayer = behind(
  trueLayerWire(),
  'https://auth.truelayer-sandbox.com',
  'https://api.truelayer-sandbox.com',
);
const mx = behind(mxWire({ jobSeconds: 0.5 }), 'https://int-api.mx.com');

/** What the application and its person have at hand on every page. */
const app = {
  createBankweave: () => createBankweave,
  store: () => memoryStore(),
  vault: () => vault({ keys: [{ id: '2026', secret: process.env['BANKWEAVE_KEY'] ?? '' }] }),
  clientId: () => 'sandbox-client',
  secret: () => 'sandbox-secret',
  redirectUri: () => 'https://app.example/callback/truelayer',
  linkId: ({ id }: Link) => id,
};

/**
 * What the code blocks of the adapters' READMEs take for granted, by name. Each is made for the block that uses it, of the
 * link that the blocks above have begun.
 */
export const scenes = {
  faker: { ...app, world: () => world },
  plaid: {
    ...app,
    publicToken: async ({ token = '' }: Link) => (await plaid.control.completeLink(token)).publicToken ?? '',
    metadata: () => ({ institution: { institution_id: 'ins_900001' }, accounts: [] }),
  },
  truelayer: {
    ...app,
    callbackUrl: ({ url = '' }: Link) => {
      const person = { institution: 'mock', username: 'john' };
      const { params } = trueLayer.control.completeLink(url, person);
      return `https://app.example/callback/truelayer?${new URLSearchParams({ ...params }).toString()}`;
    },
    request: () => ({ ip: '203.0.113.7' }),
  },
  mx: {
    ...app,
    memberGuid: ({ url = '' }: Link) =>
      mx.control.completeLink(url, { institutionCode: 'mxbank', username: 'mxuser' }).memberGuid,
    askThePerson: () => async (open: readonly Challenge[]) =>
      open.map(({ id, options }) => ({ id, value: options?.[0]?.value ?? 'correct' })),
  },
} as const;
