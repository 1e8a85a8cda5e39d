import { type TrueLayerAdapter, trueLayer } from 'bankweave/adapters/truelayer';
import {
  type TrueLayerWire,
  type TrueLayerWireOptions,
  trueLayerWire,
} from 'bankweave/adapters/truelayer/sandbox';
import { type SandboxWorld, type SandboxWorldOptions, sandboxWorld } from 'bankweave/testing';
import { documentedErrors } from './truelayer-codes.ts';

type Options = SandboxWorldOptions<TrueLayerWire>;

/** TrueLayer's sandbox wire, with a person who goes through its dialog. */
export function trueLayerWorld({
  wire = {},
  ...more
}: Omit<Options, 'wire'> & { readonly wire?: TrueLayerWireOptions } = {}): SandboxWorld<TrueLayerWire> {
  return sandboxWorld({
    institution: 'thames-bank',
    finishLink: async ({ url = '' }, { wire, institution, username }) =>
      wire.control.completeLink(url, { institution, username }).params,
    denyLink: async ({ url = '' }, { wire }) => wire.control.exitLink(url).params,
    documentedErrors,
    ...more,
    wire: trueLayerWire(wire),
    without: {
      'PAGES-01': 'TrueLayer gives all rows in one answer',
      'PAGES-02': 'TrueLayer gives all rows in one answer',
      'PAGES-03': 'TrueLayer gives all rows in one answer',
      'SIGN-03': 'TrueLayer shows no loans',
      not_ready: 'TrueLayer asks the bank at once and has nothing to wait for',
      history_pending: 'TrueLayer asks the bank at once and has nothing to wait for',
      ...more.without,
    },
  });
}

export const trueLayerAdapter = (more: Parameters<typeof trueLayer>[0] = {}): TrueLayerAdapter =>
  trueLayer({
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-secret',
    redirectUri: 'https://app.example/callback/truelayer',
    providers: ['uk-ob-all'],
    historyDays: 90,
    ...more,
  });
