import type { Tombstone } from '../audit/generation.ts';
import { type Orphan, ORPHANS } from '../links/orphans.ts';
import type { Erasure, ReplayReport } from '../privacy/replay.ts';
import { EVERY_USER } from '../store/scope.ts';
import { type CallOptions, fieldsOf, refuse, signalOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** What is replayed. */
export interface ReplayOptions extends CallOptions {
  /** Erasures kept outside of the store, as `list` gave them. Those in the store always count. */
  readonly erasures?: Iterable<Erasure> | AsyncIterable<Erasure> | undefined;
}

/** Who was erased, without saying who. */
export interface BankErasures {
  /** Every erasure. Keep a copy outside of the database: a restored backup does not know the later ones. */
  list(query?: PageQuery): Listing<Erasure>;
  /**
   * Erases again whom a restored backup brought back. To be run before the restored store is put to use.
   *
   * @example
   * ```ts
   * const { erased } = await bank.erasures.replay({ erasures: keptElsewhere })
   * ```
   */
  replay(options?: ReplayOptions): Promise<ReplayReport>;
}

/** Connections that ended here and may still be open at their provider. */
export interface BankOrphans {
  list(query?: PageQuery): Listing<Orphan>;
}

export function bankErasures(kernel: Kernel): BankErasures {
  return {
    list: (query) =>
      listing<Erasure>(kernel, query, [], async (_, { store }) => {
        const { ERASURES, erasureOf } = await engine();
        const keys = new WeakMap<Erasure, string>();
        return {
          name: 'erasures',
          positionOf: (erasure) => keys.get(erasure) ?? '',
          read: async (page) =>
            (await store.records.list(EVERY_USER, ERASURES, page)).map(({ key, value }) => {
              const erasure = erasureOf(key, value as unknown as Tombstone);
              keys.set(erasure, key);
              return erasure;
            }),
        };
      }),
    async replay(options) {
      const given = fieldsOf<ReplayOptions>(options, ['erasures', 'signal'], 'options');
      const signal = signalOf(given.signal);
      const { erasures = [] } = given;
      if (!isIterable(erasures))
        refuse('options.erasures', 'a list of erasures, as erasures.list gives them');
      return kernel.call(signal, async (ports, until) => {
        const { replayErasures } = await engine();
        return replayErasures(ports, checked(erasures), until);
      });
    },
  };
}

export function bankOrphans(kernel: Kernel): BankOrphans {
  return {
    list: (query) =>
      listing<Orphan>(kernel, query, [], (_, { store }) => ({
        name: 'orphans',
        positionOf: ({ id }) => id,
        read: async (page) =>
          (await store.records.list(EVERY_USER, ORPHANS, page)).map(
            ({ value }) => value as unknown as Orphan,
          ),
      })),
  };
}

function isIterable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

async function* checked(erasures: Iterable<Erasure> | AsyncIterable<Erasure>): AsyncGenerator<Erasure> {
  for await (const erasure of erasures) {
    const { subject, at } = (erasure ?? {}) as { subject?: unknown; at?: unknown };
    if (typeof subject !== 'string' || typeof at !== 'string')
      refuse('options.erasures', 'erasures, as erasures.list gives them');
    yield erasure;
  }
}
