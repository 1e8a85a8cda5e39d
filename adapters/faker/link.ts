import {
  type Call,
  InvalidInputError,
  type LinkExchanged,
  type LinkFacet,
  type LinkStarted,
} from 'bankweave/adapter-kit';
import { SCENARIOS, type ScenarioName } from 'bankweave/sandbox';
import { callbackIn, readCallback } from './callback.ts';
import type { Client } from './client.ts';
import type { FakerLinkInput, FakerLinkParams, Settings } from './options.ts';
import { readGrant, writeGrant } from './wire.ts';

const REPAIRED = [
  'login_required',
  'mfa',
  'act_at_bank',
  'consent_expired',
  'unauthorized',
  'revoked',
] as const;

/** Links without a page, or through the consent page where one is served. */
export function createLink(settings: Settings, client: Client): LinkFacet<FakerLinkInput, FakerLinkParams> {
  return {
    async start({ session, input = {}, connection }, call: Call): Promise<LinkStarted> {
      const world = await client.world();
      const old = connection && readGrant(connection.credentials, world);
      const institution = old?.institution ?? input.institution ?? 'river-bank';
      const username = old?.username ?? input.username ?? call.userId;
      if (!world.institutions.some((bank) => bank.id === institution)) {
        const expected = 'an id that institutions.search gives';
        throw new InvalidInputError(`faker: \`institution\` is not ${expected}`, {
          field: 'institution',
          expected,
        });
      }
      if (username.trim() === '')
        throw new InvalidInputError('faker: `username` is empty', { field: 'username' });
      if (input.scenario !== undefined && !SCENARIOS.includes(input.scenario)) {
        const expected = `one of ${SCENARIOS.join(', ')}`;
        throw new InvalidInputError('faker: there is no such `scenario`', { field: 'scenario', expected });
      }
      const scenario = input.scenario === undefined ? {} : { scenario: input.scenario };
      const context = { institution, username, ...scenario };
      if (settings.baseUrl === undefined) return { kind: 'none', context };
      const query = new URLSearchParams({ state: session.state, username });
      if (old ?? input.institution) query.set('institution', institution);
      const back = input.redirectUri ?? settings.redirectUri;
      if (back !== undefined) query.set('redirect_uri', back);
      return { kind: 'redirect', url: `${settings.baseUrl}/authorize?${query.toString()}`, context };
    },

    callback: callbackIn,

    async exchange({ session, params }): Promise<LinkExchanged> {
      const world = await client.world();
      const { institution = 'river-bank', username = '', scenario } = session.context ?? {};
      const answer = params === undefined ? undefined : readCallback(params);
      const grant = { institution, username, grantedAt: world.now(), ...answer };
      const login = world.login(grant.institution, grant.username);
      // The person was just there, so whatever the bank wanted from them is done.
      for (const kind of REPAIRED) world.heal(login.id, kind);
      const account = login.accounts[0];
      if (scenario !== undefined && account)
        world.scenario(scenario as ScenarioName, account.id, { everyMs: 86_400_000 });
      return { credentials: writeGrant(grant), providerConnectionId: login.id };
    },
  };
}
