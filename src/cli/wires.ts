import type { Wire } from 'bankweave/sandbox';

/** The wires by the id of their provider, each loaded when it is served. */
export const wires: Readonly<Record<string, () => Promise<Wire>>> = {
  faker: async () => (await import('bankweave/adapters/faker/sandbox')).fakerWire(),
  mx: async () => (await import('bankweave/adapters/mx/sandbox')).mxWire(),
  plaid: async () => (await import('bankweave/adapters/plaid/sandbox')).plaidWire(),
  truelayer: async () => (await import('bankweave/adapters/truelayer/sandbox')).trueLayerWire(),
};

/** What each wire takes as the application's keys: its documented defaults, as the adapter's options name them. */
export const keys: Readonly<Record<string, string>> = {
  mx: "clientId 'sandbox-client', apiKey 'sandbox-key'",
  plaid: "clientId 'sandbox-client', secret 'sandbox-secret'",
  truelayer: "clientId 'sandbox-client', clientSecret 'sandbox-secret'",
};
