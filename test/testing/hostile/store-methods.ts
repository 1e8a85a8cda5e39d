import { EVERY_USER, type Ledger, type Records, type Store, type Update } from 'bankweave/store';
import { without } from './spoil.ts';
import { spoiled } from './stores.ts';

/** A store with one method that does something else: the laws that find it, the one it is there for first. */
type Subject = readonly [fault: string, breaks: readonly string[], create: () => Store];

/** Methods that may be taken out of their object. */
const bound = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });

const ledger = (replace: (honest: Ledger) => Partial<Ledger>) => () =>
  spoiled((inner) => ({ ledger: replace(bound(inner.ledger)) }));

const records = (replace: (honest: Records) => Partial<Records>) => () =>
  spoiled((inner) => ({ records: replace(bound(inner.records)) }));

const updates = (replace: (honest: Update) => Partial<Update>) =>
  ledger((inner) => ({
    async openUpdate(guard) {
      const update = await inner.openUpdate(guard);
      const honest: Update = {
        append: (rows) => update.append(rows),
        staged: () => update.staged(),
        discard: () => update.discard(),
        commit: (sets, seal) => update.commit(sets, seal),
      };
      return { ...honest, ...replace(honest) };
    },
  }));

const ofCommits: readonly Subject[] = [
  [
    'a second close is an error',
    ['OPEN-01'],
    () => {
      const store = spoiled(() => ({}));
      let closed = 0;
      return {
        ...store,
        close: async () => {
          if (++closed === 2) throw new TypeError('closed');
        },
      };
    },
  ],
  [
    'a commit without entries names the last one as its own',
    ['COMMIT-02'],
    updates(({ commit }) => ({
      async commit(sets, seal) {
        const receipt = await commit(sets, seal);
        return { ...receipt, lastSeq: Math.max(receipt.firstSeq, receipt.lastSeq) };
      },
    })),
  ],
  [
    'sets that break off are committed as far as they came',
    ['COMMIT-03'],
    updates(({ commit }) => ({
      async commit(sets, seal) {
        let failed: unknown;
        const kept = async function* () {
          try {
            yield* sets;
          } catch (error) {
            failed = error;
          }
        };
        const receipt = await commit(kept(), seal);
        if (failed !== undefined) throw failed as Error;
        return receipt;
      },
    })),
  ],
  [
    'the seal is read before the sets',
    ['COMMIT-05'],
    updates(({ commit }) => ({
      async commit(sets, seal) {
        const early = seal();
        return commit(sets, () => early);
      },
    })),
  ],
  [
    'nobody looks whether the ledger moved',
    ['COMMIT-07'],
    ledger((inner) => ({
      async openUpdate(guard) {
        const update = await inner.openUpdate(guard);
        return {
          append: (rows) => update.append(rows),
          staged: () => update.staged(),
          discard: () => update.discard(),
          async commit(sets, seal) {
            const { version = 0 } = (await inner.connection(EVERY_USER, guard.connectionId)) ?? {};
            await update.discard();
            return (await inner.openUpdate({ ...guard, version })).commit(sets, seal);
          },
        };
      },
    })),
  ],
  [
    'a seal that gives the lease back keeps it',
    ['COMMIT-11'],
    updates(({ commit }) => ({
      commit: (sets, seal) => commit(sets, () => ({ ...seal(), release: false })),
    })),
  ],
  [
    'the stage gives rows in another order',
    ['STAGE-01', 'STAGE-02'],
    updates(({ staged }) => ({
      async *staged() {
        const rows = [];
        for await (const part of staged()) rows.push(...part);
        yield rows.reverse();
      },
    })),
  ],
  [
    'a second discard is an error',
    ['STAGE-03'],
    updates(({ discard }) => {
      let times = 0;
      return {
        async discard() {
          if (++times === 2) throw new TypeError('discarded');
          await discard();
        },
      };
    }),
  ],
];

// Each reads every field of a row back.
const TEXTS = Array.from({ length: 15 }, (_, at) => `TEXT-${String(at + 2).padStart(2, '0')}`);

const ofRows: readonly Subject[] = [
  [
    'aliases of one connection lead to rows of another',
    ['ROW-07'],
    ledger(({ aliases }) => ({ aliases: (id, keys) => aliases(id === 'c2' ? 'c1' : id, keys) })),
  ],
  [
    'a row comes back without its place',
    ['ROW-01', ...TEXTS],
    ledger(({ transaction }) => ({
      async transaction(...query) {
        const { location: _, ...row } = (await transaction(...query)) ?? { id: '' };
        return row.id === '' ? null : (row as Awaited<ReturnType<Ledger['transaction']>>);
      },
    })),
  ],
  [
    'heads tell of rows of other connections',
    ['ROW-03'],
    ledger(({ heads }) => ({
      async heads(id, ids) {
        const others = id === 'c1' ? await heads('c2', ids) : [];
        return [...(await heads(id, ids)), ...others];
      },
    })),
  ],
  [
    'notes are never taken away',
    ['ROW-06'],
    ledger(({ annotate }) => ({
      annotate: (scope, id, { notes, ...rest }) =>
        annotate(scope, id, { ...rest, ...(typeof notes === 'string' && { notes }) }),
    })),
  ],
  [
    'a range begins at its end',
    ['ROW-08'],
    ledger(({ range }) => ({ range: async (...query) => [...(await range(...query))].reverse() })),
  ],
  [
    'an entry says that everything changed',
    ['FEED-04'],
    ledger(({ changes }) => ({
      changes: async (...query) =>
        (await changes(...query)).map((change) =>
          change.type === 'transaction.modified'
            ? { ...change, previous: { ...change.transaction, ...change.previous } }
            : change,
        ),
    })),
  ],
  [
    'pages of the feed are as long as it is',
    ['FEED-08'],
    ledger(({ changes }) => ({ changes: (scope, after) => changes(scope, after, 100_000) })),
  ],
  [
    'the feed is said to begin at its beginning',
    ['FEED-09'],
    ledger(({ changeBounds }) => ({ changeBounds: async () => ({ ...(await changeBounds()), oldest: 0 }) })),
  ],
];

const ofWork: readonly Subject[] = [
  [
    'a lease lasts twice as long',
    ['LEASE-02', 'LEASE-03', 'COMMIT-09', 'OPEN-03', 'WANT-03'],
    ledger(({ acquire }) => ({ acquire: (id, owner, ttlMs) => acquire(id, owner, 2 * ttlMs) })),
  ],
  [
    'whoever gives a lease back gives it back for all',
    ['LEASE-03', 'LEASE-02'],
    ledger(({ acquire, release }) => {
      let last: Awaited<ReturnType<Ledger['acquire']>> = null;
      return {
        async acquire(...args) {
          const lease = await acquire(...args);
          last = lease ?? last;
          return lease;
        },
        release: (lease) => release(last ?? lease),
      };
    }),
  ],
  [
    'a sync settles wishes that came while it ran',
    ['WANT-02'],
    ledger(({ settle, wanted }) => ({
      settle: async (id, _generation, nextDueAt) => settle(id, await wanted(id), nextDueAt),
    })),
  ],
  [
    'what is due is given the newest first',
    ['WANT-03', 'WANT-10'],
    ledger(({ due }) => ({ due: async (now, limit) => [...(await due(now, 99))].reverse().slice(0, limit) })),
  ],
  [
    'two wishes for one connection are one',
    ['WANT-10'],
    ledger(({ wantAll }) => ({
      wantAll: (wishes) => wantAll([...new Map(wishes.map((wish) => [wish.connectionId, wish])).values()]),
    })),
  ],
  [
    'a record forgets when it is due',
    ['RECORD-01'],
    records(({ get }) => ({
      async get(...query) {
        const record = await get(...query);
        return record && { ...record, dueAt: null };
      },
    })),
  ],
  [
    'nobody looks whether a record moved',
    ['RECORD-02', 'RECORD-03'],
    records(({ write }) => ({ write: (writes) => write(writes.map((one) => without(one, 'ifVersion'))) })),
  ],
  [
    'pages of records begin at the beginning',
    ['RECORD-05'],
    records(({ list }) => ({
      list: (scope, namespace, page) => list(scope, namespace, without(page, 'after')),
    })),
  ],
  [
    'records are due the newest first',
    ['RECORD-06'],
    records(({ due }) => ({ due: async (...query) => [...(await due(...query))].reverse() })),
  ],
  [
    'a record is anybody’s who knows its key',
    ['RECORD-07', 'USER-01'],
    records(({ get }) => ({ get: (_scope, namespace, key) => get(EVERY_USER, namespace, key) })),
  ],
];

const ofLists: readonly Subject[] = [
  [
    'money in and money out are one list',
    ['LIST-01'],
    ledger(({ transactions }) => ({
      transactions: (scope, filter, ...rest) => transactions(scope, without(filter, 'direction'), ...rest),
    })),
  ],
  [
    'the category is the one of the provider, whatever the host says',
    ['LIST-02'],
    ledger(({ transactions }) => ({
      async transactions(scope, { category, ...filter }, ...rest) {
        const rows = await transactions(scope, filter, ...rest);
        return rows.filter(
          ({ category: own }) => category === undefined || [own.primary, own.detailed].includes(category),
        );
      },
    })),
  ],
  [
    'text is compared as it is written',
    ['LIST-03', 'LIST-04'],
    ledger(({ transactions }) => ({
      async transactions(scope, { text, ...filter }, ...rest) {
        if (text === undefined) return transactions(scope, filter, ...rest);
        const rows = await transactions(scope, { ...filter, text }, ...rest);
        return rows.filter((row) => JSON.stringify(row).includes(JSON.stringify(text).slice(1, -1)));
      },
    })),
  ],
  [
    'only a thousand rows are searched',
    ['LIST-04'],
    ledger(({ transactions }) => ({
      async transactions(scope, { text, ...filter }, sort, page) {
        if (text === undefined) return transactions(scope, filter, sort, page);
        const rows = await transactions(scope, { ...filter, text }, sort, page);
        const searched = new Set(
          (await transactions(scope, filter, sort, { limit: 1_000 })).map(({ id }) => id),
        );
        return rows.filter(({ id }) => searched.has(id));
      },
    })),
  ],
  [
    'connections are listed backwards',
    ['PAGE-01'],
    ledger(({ connections }) => ({
      connections: async (...query) => [...(await connections(...query))].reverse(),
    })),
  ],
  [
    'a login that is there already is said to be added',
    ['PAGE-02'],
    ledger(({ addConnection }) => ({
      async addConnection(...args) {
        await addConnection(...args);
        return true;
      },
    })),
  ],
  [
    'runs are listed backwards',
    ['PAGE-03'],
    ledger(({ runs }) => ({ runs: async (...query) => [...(await runs(...query))].reverse() })),
  ],
  [
    'an account is anybody’s who knows its id',
    ['USER-01'],
    ledger(({ account }) => ({ account: (_scope, id) => account(EVERY_USER, id) })),
  ],
  [
    'notes are written on any row',
    ['USER-02'],
    ledger(({ annotate }) => ({ annotate: (_scope, id, notes) => annotate(EVERY_USER, id, notes) })),
  ],
  [
    'providers are told apart in lower case',
    ['LOGIN-01'],
    ledger(({ connectionsOf }) => ({
      connectionsOf: (provider, id) => connectionsOf(provider.toLowerCase(), id),
    })),
  ],
  [
    'erase keeps to itself how much it took',
    ['ERASE-01'],
    ledger(({ erase }) => ({
      async erase(...args) {
        await erase(...args);
        return {};
      },
    })),
  ],
  [
    'ids are trimmed',
    ['TEXT-01', 'TEXT-16'],
    ledger(({ transaction }) => ({ transaction: (scope, id) => transaction(scope, id.trim()) })),
  ],
  [
    'a list is never longer than five thousand',
    ['SIZE-01'],
    ledger(({ transactions }) => ({
      transactions: (scope, filter, sort, page) =>
        transactions(scope, filter, sort, { ...page, limit: Math.min(page.limit, 5_000) }),
    })),
  ],
];

/** By what their method is about. */
export const storesWithAMethod: readonly Subject[] = [...ofCommits, ...ofRows, ...ofWork, ...ofLists];
