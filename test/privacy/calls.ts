import type { Ledger, Store, Update } from 'bankweave/store';

/**
 * A store that lets something happen before each of its calls; `inside` while a transaction of its own is open, which
 * others have to wait for.
 */
export function watched(store: Store, before: (name: string, inside: boolean) => unknown): Store {
  let inside = false;
  const around = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await before(`${prefix}.${String(key)}`, inside);
          return value.apply(of, args) as unknown;
        };
      },
    });
  const update = (real: Update): Update => ({
    append: async (rows) => {
      await before('update.append', inside);
      return real.append(rows);
    },
    staged: () => real.staged(),
    commit: async (sets, seal) => {
      await before('update.commit', inside);
      inside = true;
      try {
        return await real.commit(sets, seal);
      } finally {
        inside = false;
      }
    },
    discard: () => real.discard(),
  });
  return {
    traits: store.traits,
    records: around(store.records, 'records'),
    ledger: new Proxy(around(store.ledger, 'ledger'), {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (key !== 'openUpdate') return value;
        return async (guard: Parameters<Ledger['openUpdate']>[0]) =>
          update(await (value as Ledger['openUpdate'])(guard));
      },
    }),
    open: async (ports) => store.open(ports),
    close: async () => store.close(),
  };
}
