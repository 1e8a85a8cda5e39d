import { type AnyAdapter, type ConnectionCall, createHttp } from 'bankweave/adapter-kit';

export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A call as the engine makes it, with the real hardened client. */
export function engineCall(
  adapter: AnyAdapter,
  given: Pick<ConnectionCall, 'clock' | 'credentials'> & Partial<ConnectionCall>,
): ConnectionCall {
  const { clock, signal = new AbortController().signal } = given;
  return {
    signal,
    logger: silent,
    requestId: 'work1',
    userId: 'ada',
    connectionId: 'con1',
    http: createHttp({
      ...adapter.http,
      provider: adapter.id,
      hosts: adapter.traits.hosts,
      maxRetries: adapter.traits.maxRetries,
      clock,
      random: { bytes: (count) => new Uint8Array(count), float: () => 0.5 },
      debit: async () => {},
      signal,
    }),
    ...given,
  };
}
