import { type AnyAdapter, ProviderUnavailableError } from 'bankweave/adapter-kit';
import type { Ledger, Store, Update } from 'bankweave/store';
import { StoreUnavailableError } from '../../src/errors/catalog.ts';

/** What happens at the chosen call: it fails, before or after it took effect; the process dies there; or the host aborts. */
export type Mode = 'fail before' | 'fail after' | 'die before' | 'die after' | 'abort';

export const MODES: readonly Mode[] = ['fail before', 'fail after', 'die before', 'die after', 'abort'];

class Died extends Error {}

/** Counts the calls through all ports, and lets something happen at the Nth. */
export class FaultPoint {
  readonly #at: number;
  readonly #mode: Mode;
  readonly controller = new AbortController();
  calls = 0;
  /** Whether the process is dead: nothing of it can reach a port any more. */
  dead = false;
  /** Where it happened. */
  where: string | undefined;

  constructor(at = Number.POSITIVE_INFINITY, mode: Mode = 'fail before') {
    this.#at = at;
    this.#mode = mode;
  }

  async call<T>(name: string, faultOf: () => Error, work: () => Promise<T>): Promise<T> {
    if (this.dead) throw new Died('dead');
    if (++this.calls !== this.#at) {
      const result = await work();
      if (this.dead) throw new Died('dead');
      return result;
    }
    this.where = name;
    if (this.#mode === 'abort') this.controller.abort(new Error('aborted by the test'));
    if (this.#mode === 'die before') this.#die();
    if (this.#mode === 'fail before') throw faultOf();
    const result = await work();
    if (this.#mode === 'die after') this.#die();
    if (this.#mode === 'fail after') throw faultOf();
    return result;
  }

  #die(): never {
    this.dead = true;
    throw new Died('dead');
  }
}

const away = (): Error => new StoreUnavailableError('The store is away, says the test.');
const down = (): Error => new ProviderUnavailableError('The provider is away, says the test.');

/** A store whose every call goes through the fault point. */
export function faultyStore(store: Store, point: FaultPoint): Store {
  const guarded = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          point.call(`${prefix}.${String(key)}`, away, async () => value.apply(of, args) as unknown);
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
          faultyUpdate(await (value as Ledger['openUpdate'])(guard), point);
      },
    }),
    open: async (ports) => store.open(ports),
    close: async () => store.close(),
  };
}

function faultyUpdate(update: Update, point: FaultPoint): Update {
  return {
    append: (rows) => point.call('update.append', away, () => update.append(rows)),
    async *staged() {
      const sets = update.staged()[Symbol.asyncIterator]();
      for (;;) {
        const next = await point.call('update.staged', away, () => sets.next());
        if (next.done) return;
        yield next.value;
      }
    },
    commit: (sets, seal) => point.call('update.commit', away, () => update.commit(sets, seal)),
    discard: () => point.call('update.discard', away, () => update.discard()),
  };
}

/** An adapter whose every call, and every batch, goes through the fault point. */
export function faultyAdapter(adapter: AnyAdapter, point: FaultPoint): AnyAdapter {
  const { connection, accounts, feed } = adapter;
  return {
    ...adapter,
    connection: {
      ...connection,
      inspect: (call) => point.call('inspect', down, () => connection.inspect(call)),
    },
    accounts: { list: (call) => point.call('accounts', down, () => accounts.list(call)) },
    feed: {
      scope: feed.scope,
      async *pull(input, call) {
        const batches = feed.pull(input, call)[Symbol.asyncIterator]();
        try {
          for (;;) {
            const next = await point.call('pull', down, () => batches.next());
            if (next.done) return;
            yield next.value;
          }
        } finally {
          await batches.return?.();
        }
      },
      ...(feed.confirm && {
        confirm: (rows, call) =>
          point.call('confirm', down, async () => (await feed.confirm?.(rows, call)) ?? []),
      }),
    },
  };
}
