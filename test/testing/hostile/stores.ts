import { EVERY_USER, type Ledger, type Lease, memoryStore, type Records, type Store } from 'bankweave/store';

/** A store with one fault. The kit has to find it, by these laws and no others. */
export interface HostileStore {
  readonly fault: string;
  readonly breaks: readonly string[];
  readonly create: () => Store;
}

/** A store in memory, some of whose methods are replaced. */
export function spoiled(
  replace: (inner: Store) => { ledger?: Partial<Ledger>; records?: Partial<Records> },
): Store {
  const inner = memoryStore();
  const { ledger = {}, records = {} } = replace(inner);
  const over = <T extends object>(target: T, changed: Partial<T>): T =>
    new Proxy(target, {
      get(of, key) {
        if (key in changed) return changed[key as keyof T];
        const value: unknown = Reflect.get(of, key);
        return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      },
    });
  return {
    traits: inner.traits,
    ledger: over(inner.ledger, ledger),
    records: over(inner.records, records),
    open: (ports) => inner.open(ports),
    close: () => inner.close(),
  };
}

export const hostileStores: readonly HostileStore[] = [
  {
    fault: 'the clock is whoever opened it last',
    breaks: ['OPEN-03'],
    create: () => {
      let clock: Parameters<Store['open']>[0]['clock'];
      const inner = memoryStore();
      const first = { now: () => clock.now(), monotonic: () => clock.monotonic() };
      return {
        ...inner,
        open: (ports) => {
          clock = ports.clock;
          return inner.open({ clock: { ...first, sleep: (...given) => clock.sleep(...given) } });
        },
      };
    },
  },
  {
    fault: 'erasing one connection leaves its records behind',
    breaks: ['ERASE-02'],
    create: () =>
      spoiled(({ ledger, records }) => ({
        ledger: {
          async erase(scope, also) {
            const kept = await records.list(EVERY_USER, 'secret', { limit: 9 });
            const counts = await ledger.erase(scope, also);
            if (scope.connectionId !== undefined)
              await records.write(
                kept.map(({ namespace, key, userId, value }) => ({ namespace, key, userId, value })),
              );
            return counts;
          },
        },
      })),
  },
  {
    fault: 'a lease is given again to the owner that has it',
    breaks: ['LEASE-01'],
    create: () =>
      spoiled(({ ledger }) => {
        const held = new Map<string, Lease>();
        return {
          ledger: {
            async acquire(connectionId, owner, ttlMs) {
              const lease = await ledger.acquire(connectionId, owner, ttlMs);
              if (lease) held.set(connectionId, lease);
              const mine = held.get(connectionId);
              return lease ?? (mine?.owner === owner ? mine : null);
            },
          },
        };
      }),
  },
  {
    fault: 'records are written one by one, until one does not hold',
    breaks: ['RECORD-03'],
    create: () =>
      spoiled(({ records }) => ({
        records: {
          async write(writes) {
            for (const one of writes) if (!(await records.write([one]))) return false;
            return true;
          },
        },
      })),
  },
  {
    fault: 'pages are counted off instead of beginning behind a row',
    breaks: ['LIST-07'],
    create: () =>
      spoiled(({ ledger }) => {
        let served = 0;
        return {
          ledger: {
            async transactions(scope, filter, sort, { after, limit }) {
              if (after === undefined) served = 0;
              const rows = await ledger.transactions(scope, filter, sort, { limit: served + limit });
              const page = rows.slice(served);
              served += page.length;
              return page;
            },
          },
        };
      }),
  },
  {
    fault: 'to erase a connection is to erase its user',
    breaks: ['ERASE-02'],
    create: () =>
      spoiled(({ ledger }) => ({ ledger: { erase: ({ userId }, also) => ledger.erase({ userId }, also) } })),
  },
  {
    fault: 'wishes that come together are counted as one',
    breaks: ['WANT-01'],
    create: () =>
      spoiled(({ ledger }) => {
        let underWay: Promise<number> | undefined;
        return {
          ledger: {
            want(connectionId, dueAt) {
              underWay ??= ledger.want(connectionId, dueAt).finally(() => (underWay = undefined));
              return underWay;
            },
          },
        };
      }),
  },
  {
    fault: 'amounts go through a number',
    breaks: ['LIST-05'],
    create: () =>
      spoiled(({ ledger }) => ({
        ledger: {
          async transactions(...query) {
            const rows = await ledger.transactions(...query);
            return rows.map((row) => ({
              ...row,
              amount: { ...row.amount, value: Number(row.amount.value).toFixed(2) },
            }));
          },
        },
      })),
  },
  {
    fault: 'notes are normalised',
    breaks: ['TEXT-09'],
    create: () =>
      spoiled(({ ledger }) => ({
        ledger: {
          annotate: (scope, id, { notes, ...rest }) =>
            ledger.annotate(scope, id, {
              ...rest,
              ...(notes !== undefined && { notes: notes?.normalize('NFC') ?? null }),
            }),
        },
      })),
  },
  {
    fault: 'a commit whose seal fails has written its rows',
    breaks: ['COMMIT-04'],
    create: () =>
      spoiled(({ ledger }) => ({
        ledger: {
          async openUpdate(guard) {
            const update = await ledger.openUpdate(guard);
            return {
              append: (rows) => update.append(rows),
              staged: () => update.staged(),
              discard: () => update.discard(),
              async commit(sets, seal) {
                let failed: unknown;
                const receipt = await update.commit(sets, () => {
                  try {
                    return seal();
                  } catch (error) {
                    failed = error;
                    return { accounts: [], balances: [] };
                  }
                });
                if (failed !== undefined) throw failed as Error;
                return receipt;
              },
            };
          },
        },
      })),
  },
  {
    fault: 'commits of two connections at once lose the last set of one',
    breaks: ['HISTORY-01'],
    create: () =>
      spoiled(({ ledger }) => {
        const open = new Map<string, number>();
        return {
          ledger: {
            async openUpdate(guard) {
              const { connectionId } = guard;
              open.set(connectionId, (open.get(connectionId) ?? 0) + 1);
              const update = await ledger.openUpdate(guard);
              return {
                append: (rows) => update.append(rows),
                staged: () => update.staged(),
                discard: () => update.discard(),
                async commit(sets, seal) {
                  const crowded = open.size > 1;
                  const kept = async function* () {
                    const all = [];
                    for await (const one of sets) all.push(one);
                    yield* crowded && all.length > 1 ? all.slice(0, -1) : all;
                  };
                  try {
                    return await update.commit(crowded ? kept() : sets, seal);
                  } finally {
                    open.delete(connectionId);
                  }
                },
              };
            },
          },
        };
      }),
  },
];
