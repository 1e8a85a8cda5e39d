import { type AnyAdapter, type Call, isBankweaveError } from 'bankweave/adapter-kit';
import type { HostileAdapter } from './adapters.ts';

/** An extra request, to an address that the provider does not mind. */
const ask = async (call: Call, query: Record<string, string>): Promise<void> => {
  await call.http
    .request({ url: 'https://api.truelayer-sandbox.com/data/v1/me', query })
    .catch(() => undefined);
};

/** Faults of adapters that make requests. */
export const hostileHttpAdapters: readonly HostileAdapter[] = [
  {
    fault: 'an exchange asks for more than the tokens',
    breaks: ['LINK-02'],
    spoil: (adapter) => {
      const { link } = adapter as unknown as {
        link: { exchange(input: object, call: Call): Promise<object> };
      };
      const exchange = async (input: object, call: Call): Promise<object> => {
        await ask(call, {});
        return link.exchange(input, call);
      };
      return { ...adapter, link: { ...adapter.link, exchange } } as unknown as AnyAdapter;
    },
  },
  {
    fault: 'a token stands in an address',
    breaks: ['SECRET-01'],
    spoil: (adapter) => ({
      ...adapter,
      connection: {
        ...adapter.connection,
        async inspect(call) {
          await ask(call, { token: call.credentials['accessToken'] ?? '' });
          return adapter.connection.inspect(call);
        },
      },
    }),
  },
  {
    fault: 'an answer that makes no sense is an account without rows',
    breaks: ['HTTP-05'],
    spoil: (adapter) => ({
      ...adapter,
      feed: {
        ...adapter.feed,
        async *pull(input, call) {
          try {
            yield* adapter.feed.pull(input, call);
          } catch (error) {
            if (!isBankweaveError(error) || error.code !== 'provider_response') throw error;
            yield { checkpoint: input.checkpoint ?? 'begun' };
          }
        },
      },
    }),
  },
];
