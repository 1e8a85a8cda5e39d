import type { Store } from 'bankweave/store';

/** A store that notes how long its calls take. */
export interface Watched {
  readonly store: Store;
  /** Milliseconds since the last reset. */
  spent(): number;
  reset(): void;
}

/** Watches a store. What the engine does inside of a commit counts as the store's time: it is small. */
export function watched(store: Store): Watched {
  let spent = 0;
  const watch = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          const start = performance.now();
          const answer: unknown = Reflect.apply(value, of, given);
          if (!(answer instanceof Promise)) return answer;
          return answer.then((result: unknown) => {
            spent += performance.now() - start;
            return name === 'openUpdate' ? watch(result as object) : result;
          });
        };
      },
    });
  return {
    store: {
      traits: store.traits,
      ledger: watch(store.ledger),
      records: watch(store.records),
      open: (ports) => store.open(ports),
      close: () => store.close(),
    },
    spent: () => spent,
    reset: () => {
      spent = 0;
    },
  };
}
