import { type TrueLayerAdapter, trueLayer } from 'bankweave/adapters/truelayer';
import { trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { type ProviderWorld, sandboxWorld } from 'bankweave/testing';

/** TrueLayer's sandbox wire, with a person who goes through its dialog. */
export function trueLayerWorld(): ProviderWorld {
  return sandboxWorld({
    wire: trueLayerWire(),
    institution: 'thames-bank',
    finishLink: async ({ url = '' }, { wire, institution, username }) =>
      wire.control.completeLink(url, { institution, username }).params,
    denyLink: async ({ url = '' }, { wire }) => wire.control.exitLink(url).params,
    without: {
      'SIGN-03': 'TrueLayer shows no loans',
      not_ready: 'TrueLayer asks the bank at once and has nothing to wait for',
      history_pending: 'TrueLayer asks the bank at once and has nothing to wait for',
    },
  });
}

export const trueLayerAdapter = (): TrueLayerAdapter =>
  trueLayer({
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-secret',
    redirectUri: 'https://app.example/callback/truelayer',
    providers: ['uk-ob-all'],
    historyDays: 90,
  });
