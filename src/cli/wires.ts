import type { Wire } from 'bankweave/sandbox';

/** The wires by the id of their provider, each loaded when it is served. */
export const wires: Readonly<Record<string, () => Promise<Wire>>> = {
  faker: async () => (await import('bankweave/adapters/faker/sandbox')).fakerWire(),
  mx: async () => (await import('bankweave/adapters/mx/sandbox')).mxWire(),
  plaid: async () => (await import('bankweave/adapters/plaid/sandbox')).plaidWire(),
  truelayer: async () => (await import('bankweave/adapters/truelayer/sandbox')).trueLayerWire(),
};
