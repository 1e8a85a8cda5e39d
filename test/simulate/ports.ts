import { type AnyAdapter, ProviderUnavailableError, type Transport } from 'bankweave/adapter-kit';
import type { Ledger, Store, Update } from 'bankweave/store';
import { StoreUnavailableError } from '../../src/errors/catalog.ts';
import type { Chance } from './chance.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** How often something goes wrong at a port. */
export interface Weather {
  /** Share of the calls that fail before they did anything. */
  refused: number;
  /** Share of the calls whose answer is lost after they were done. */
  lost: number;
}

/** Where a process meets the outside: every call waits for its turn, and may fail. */
export interface Harbour {
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  readonly chance: Chance;
  readonly weather: Weather;
}

async function pass<T>(
  { scheduler, actor, chance, weather }: Harbour,
  what: string,
  fault: () => Error,
  work: () => Promise<T>,
): Promise<T> {
  await scheduler.gate(actor, what);
  if (chance.happens(weather.refused)) {
    scheduler.note(`${actor.name} ${what} is refused`);
    throw fault();
  }
  const result = await work();
  if (chance.happens(weather.lost)) {
    scheduler.note(`${actor.name} ${what} is done and its answer lost`);
    throw fault();
  }
  return result;
}

const away = (): Error => new StoreUnavailableError('The store is away, says the simulation.');
const down = (): Error => new ProviderUnavailableError('The provider is away, says the simulation.');
const reset = (): Error => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

/** A store that a process reaches through its harbour. Closing it closes nothing: others use it too. */
export function storeAt(harbour: Harbour, store: Store): Store {
  const guarded = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          pass(harbour, `${prefix}.${String(key)}`, away, async () => value.apply(of, args) as unknown);
      },
    });
  return {
    traits: store.traits,
    records: guarded(store.records, 'records'),
    ledger: new Proxy(guarded(store.ledger, 'ledger'), {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (key !== 'openUpdate') return value;
        return async (guard: Parameters<Ledger['openUpdate']>[0]) =>
          updateAt(harbour, await (value as Ledger['openUpdate'])(guard));
      },
    }),
    open: (ports) => store.open(ports),
    close: async () => {},
  };
}

function updateAt(harbour: Harbour, update: Update): Update {
  return {
    append: (rows) => pass(harbour, 'update.append', away, () => update.append(rows)),
    async *staged() {
      const sets = update.staged()[Symbol.asyncIterator]();
      for (;;) {
        const next = await pass(harbour, 'update.staged', away, () => sets.next());
        if (next.done) return;
        yield next.value;
      }
    },
    commit: (sets, seal) => pass(harbour, 'update.commit', away, () => update.commit(sets, seal)),
    discard: () => pass(harbour, 'update.discard', away, () => update.discard()),
  };
}

/** A network that a process reaches through its harbour. */
export function transportAt(harbour: Harbour, transport: Transport): Transport {
  return (request) =>
    pass(harbour, `${request.method} ${new URL(request.url).pathname}`, reset, () => transport(request));
}

/** An adapter that needs no network, reached through the harbour as if it did. */
export function adapterAt(harbour: Harbour, adapter: AnyAdapter): AnyAdapter {
  const { connection, accounts, feed } = adapter;
  return {
    ...adapter,
    connection: {
      ...connection,
      inspect: (call) => pass(harbour, 'inspect', down, () => connection.inspect(call)),
    },
    accounts: { list: (call) => pass(harbour, 'accounts', down, () => accounts.list(call)) },
    feed: {
      ...feed,
      async *pull(input, call) {
        const batches = feed.pull(input, call)[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = await pass(harbour, 'pull', down, () => batches.next());
            if (next.done) return;
            yield next.value;
          }
        } finally {
          await batches.return?.();
        }
      },
    },
  };
}
