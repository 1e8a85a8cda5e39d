import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { WebhooksFacet } from '../adapter-kit/webhooks.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { raceAbort } from '../internal/race-abort.ts';
import { randomId, systemRandom } from '../internal/random.ts';
import { type Instant, instant } from '../model/calendar-date.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { StoredLetter } from '../webhooks/dead-letters.ts';
import { Inbox } from '../webhooks/inbox.ts';
import { type Received, STATUS, type WebhookCounts } from '../webhooks/received.ts';
import type { InboundRequest } from '../webhooks/request.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';
import type { BankweaveOptions } from './options.ts';
import { providerOf } from './provider.ts';

export type HasWebhooks = { readonly webhooks: WebhooksFacet };

/** A genuine request that could not be read. */
export interface DeadLetter {
  readonly id: string;
  readonly provider: string;
  readonly receivedAt: Instant;
  /** The code of the error that kept it from being read. */
  readonly code: string;
  /** How long its body is. */
  readonly bytes: number;
  /** Whether its body was kept, sealed, so that it can be read again. */
  readonly replayable: boolean;
}

/** What providers send of their own accord. */
export interface BankWebhooks<Provider extends string = string> {
  /** The providers whose requests are received here: those with a verifier, and those that were allowed to have none. */
  readonly providers: readonly string[];
  /**
   * Takes in one request: proves it genuine on its raw bytes, and then asks for the syncs it hints at. Nothing in it is
   * believed or stored but that there is something to look at. Resolves once that is durable.
   *
   * Notices about one connection are gathered: `runDue` and `work` sync it after ten quiet seconds, a minute after the
   * first at the latest, and at once where the provider says that it is urgent.
   *
   * @throws InvalidInputError for a body that something has parsed already; UnsupportedError where the adapter has no
   *   webhooks, or no way to verify them
   * @example
   * ```ts
   * const { status } = await bank.webhooks.receive('plaid', request)
   * return new Response(null, { status })
   * ```
   */
  receive(provider: Provider, request: Request | InboundRequest, options?: CallOptions): Promise<Received>;
  /** What came in from a provider, in this process since the bank was made. */
  counts(provider: Provider): WebhookCounts;
  readonly deadLetters: {
    /** Genuine requests that could not be read, oldest first: the last hundred of each provider, for a week. */
    list(query?: PageQuery): Listing<DeadLetter>;
    /**
     * Reads one again, as after an update of its adapter, and forgets it.
     *
     * @throws NotFoundError; ConflictError where its body was not kept; whatever keeps it from being read, and then it
     *   stays
     */
    replay(id: string, options?: CallOptions): Promise<Received>;
  };
}

/** The inbox of a bank. */
export function bankWebhooks<Provider extends string>(
  kernel: Kernel,
  options: BankweaveOptions<readonly AnyAdapter[]>,
): BankWebhooks<Provider> {
  const { random = systemRandom, allowUnverifiedWebhooks = [] } = options;
  const inbox = new Inbox(allowUnverifiedWebhooks);
  const received = (outcome: Received['outcome'], requestId: string): Received => ({
    status: STATUS[outcome],
    outcome,
    requestId,
  });
  return {
    providers: options.adapters.filter((adapter) => inbox.receives(adapter)).map(({ id }) => id),

    async receive(provider, input, callOptions) {
      const id = providerOf(kernel, provider);
      const signal = onlySignal(callOptions);
      kernel.assertOpen();
      signal?.throwIfAborted();
      const adapter = options.adapters.find((one) => one.id === id);
      if (adapter) inbox.facet(adapter);
      const requestId = randomId(random, 'req');
      const { rawRequestOf, receive, refuse } = await engine();
      signal?.throwIfAborted();
      const request = await rawRequestOf(input, signal);
      if (typeof request === 'string') return received(refuse(inbox, id, request), requestId);
      // Whoever sent it may hang up at will; that must not cut off the fetch of a key that others wait for.
      const work = kernel.call(undefined, (ports, until) =>
        receive(ports, inbox, id, { request, requestId, signal: until }),
      );
      try {
        return received(await (signal ? raceAbort(work, signal) : work), requestId);
      } catch (error) {
        if (!isBankweaveError(error) || error.code !== 'store_unavailable') throw error;
        inbox.tally(id).unavailable++;
        return received('unavailable', requestId);
      }
    },

    counts(provider) {
      const { refused, ...rest } = inbox.tally(providerOf(kernel, provider));
      return { ...rest, refused: { ...refused } };
    },

    deadLetters: {
      list: (query) =>
        listing<DeadLetter>(kernel, query, [], async (_, { store }) => {
          const { DEAD_LETTERS } = await engine();
          return {
            name: 'dead-letters',
            positionOf: ({ id }) => id,
            read: async (page) =>
              (await store.records.list(EVERY_USER, DEAD_LETTERS, page)).map(({ key, value }) =>
                letterOf(key, value as unknown as StoredLetter),
              ),
          };
        }),

      async replay(id, callOptions) {
        const letter = textOf(id, 'id');
        const requestId = randomId(random, 'req');
        await kernel.call(onlySignal(callOptions), async (ports) => {
          const { replayLetter } = await engine();
          await replayLetter(ports, inbox, letter, requestId);
        });
        return received('accepted', requestId);
      },
    },
  };
}

function letterOf(id: string, { provider, at, code, bytes, kept }: StoredLetter): DeadLetter {
  return { id, provider, receivedAt: instant(at), code, bytes, replayable: kept };
}
