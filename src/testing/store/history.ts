import { nextTurn } from '../../internal/next-turn.ts';
import type { Change } from '../../store/changes.ts';
import { EVERY_USER } from '../../store/scope.ts';
import { broken, expect } from '../expect.ts';
import { type Bench, codeOf, each, sealed, set } from './bench.ts';
import { insert, update } from './samples.ts';
import { law, type StoreLaw } from './store-law.ts';

const CONNECTIONS = ['c1', 'c2', 'c3'];
const WORKERS = 6;
const ROUNDS = 12;
const all = { statuses: ['pending', 'posted', 'void'] } as const;

/** What was promised to somebody: a commit that was acknowledged, with the row that it added. */
interface Promised {
  readonly connectionId: string;
  readonly row: string;
  readonly seq: number;
}

/** Random turns with a seed, so that a history that fails can be had again. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function idle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await nextTurn();
}

/** A worker takes leases, commits one more link of a chain each time, and keeps what it was promised. */
async function work({ ledger, clock }: Bench, name: string, roll: () => number): Promise<Promised[]> {
  const promised: Promised[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const connectionId = CONNECTIONS[Math.floor(roll() * CONNECTIONS.length)] ?? 'c1';
    const lease = await ledger.acquire(connectionId, name, 1_000);
    if (!lease) {
      await idle(3);
      continue;
    }
    const { version = 0 } = (await ledger.connection(EVERY_USER, connectionId)) ?? {};
    // Some workers fall asleep and lose their lease; what they then try has to be refused.
    if (roll() < 0.2) clock.advance(1_001);
    await idle(Math.floor(roll() * 4));
    const row = `${connectionId}:${version}`;
    const chain = { connectionId, accountId: connectionId };
    const rows =
      version === 1
        ? [insert(row, chain), insert(`${connectionId}:tip`, { ...chain, facts: { description: row } })]
        : [
            insert(row, chain),
            update(`${connectionId}:tip`, { ...chain, digest: row, facts: { description: row } }),
          ];
    const opened = await ledger.openUpdate({ connectionId, epoch: lease.epoch, version });
    // Others open theirs meanwhile.
    await idle(Math.floor(roll() * 4));
    let seq = 0;
    const code = await codeOf(
      opened
        .commit(each(rows.map((one) => set({ rows: [one] }))), () => sealed())
        .then((receipt) => {
          seq = receipt.firstSeq;
        }),
    );
    if (code === 'no error') promised.push({ connectionId, row, seq });
    else if (code !== 'lease_lost' && code !== 'stale_update') broken('a commit failed', code);
    if (roll() < 0.5) await ledger.release(lease);
    else clock.advance(1_001);
  }
  return promised;
}

/** A follower reads the feed with a cursor, and lists beside it, until all work is done. */
async function follow({ ledger }: Bench, isDone: () => boolean): Promise<Change[]> {
  const seen: Change[] = [];
  for (let last = false; ; ) {
    const page = await ledger.changes(EVERY_USER, seen.at(-1)?.seq ?? 0, 7);
    seen.push(...page);
    // A list is never older than the feed was before it was read.
    const rows = await ledger.transactions(EVERY_USER, all, 'newest', { limit: 999 });
    const listed = new Set(rows.map(({ id }) => id));
    for (const change of seen)
      if (change.type === 'transaction.added')
        expect(listed.has(change.transaction.id), 'a list went back').toBe(true);
    // The tip of a chain and its newest link are one commit: nobody sees one without the other.
    for (const tip of rows.filter(({ id }) => id.endsWith(':tip'))) {
      if (!listed.has(tip.description)) broken('a reader saw half a commit', tip.description);
      const newest = rows.filter((one) => one.connectionId === tip.connectionId).length - 2;
      expect(tip.description, 'the tip of a chain').toBe(`${tip.connectionId}:${newest + 1}`);
    }
    if (page.length > 0) continue;
    if (last) return seen;
    last = isDone();
    await idle(2);
  }
}

/** Chains of commits by many workers over as many handles, judged by what they were promised. */
async function judge(handles: readonly Bench[], seed: number): Promise<void> {
  const [first] = handles;
  if (!first) return;
  for (const id of CONNECTIONS.slice(1)) await first.connect(id, 'ada');
  let done = false;
  const workers = Array.from({ length: WORKERS }, (_, n) =>
    work(handles[n % handles.length] ?? first, `worker ${n}`, dice(seed * 100 + n + 1)),
  );
  const followers = Promise.all(handles.map((handle) => follow(handle, () => done)));
  // It is awaited once the work is done; until then a broken law must not end the process.
  followers.catch(() => undefined);
  const promised = (await Promise.all(workers).finally(() => (done = true))).flat();
  const feeds = await followers;
  for (const feed of feeds) {
    expect(feed, 'the feed of a follower').toEqual(await first.ledger.changes(EVERY_USER, 0, 9_999));
    const rows = feed.flatMap((one) => (one.type === 'transaction.added' ? [one.transaction.id] : []));
    expect(new Set(rows).size, 'rows that were added twice').toBe(rows.length);
    for (const { row, seq } of promised) {
      const entry = feed.find((one) => one.type === 'transaction.added' && one.transaction.id === row);
      expect(entry?.seq, `${row} was promised`).toBe(seq);
    }
    for (const connectionId of CONNECTIONS) {
      const links = rows.filter((row) => row.startsWith(`${connectionId}:`) && !row.endsWith(':tip'));
      // No link is missing, none came out of order, and none was committed that nobody was promised.
      expect(links).toEqual(links.map((_, at) => `${connectionId}:${at + 1}`));
      expect(links.length).toBe(promised.filter((one) => one.connectionId === connectionId).length);
    }
  }
  expect(promised.length, 'commits that came through').toBeGreaterThan(WORKERS);
}

export const historyLaws: readonly StoreLaw[] = [
  law('HISTORY-01', 'many workers at once: nothing lost, doubled, torn or out of order', async ({ open }) => {
    for (const seed of [1, 2, 3]) await judge([await open()], seed);
  }),

  law(
    'HISTORY-02',
    'many workers over two handles: nothing lost, doubled, torn or out of order',
    async ({ open, join }) => {
      for (const seed of [4, 5]) {
        const bench = await open();
        await judge([bench, await join(bench)], seed);
      }
    },
    'shared',
    'join',
  ),

  law('SIZE-01', 'a commit of 10,000 rows is one commit, and readers go on meanwhile', async ({ open }) => {
    const bench = await open();
    const [sets, size] = [40, 250];
    const before = process.memoryUsage().rss;
    let counts = new Set<number>();
    const readers = { on: true };
    const reading = (async () => {
      while (readers.on) {
        const page = await bench.ledger.transactions(EVERY_USER, all, 'newest', { limit: 10_001 });
        counts = counts.add(page.length);
        await idle(5);
      }
    })();
    const rows = (part: number) =>
      Array.from({ length: size }, (_, n) =>
        insert(`t${part}_${n}`, { facts: { reference: 'x'.repeat(200) } }),
      );
    const update_ = await bench.openUpdate();
    const produced = (function* () {
      for (let part = 0; part < sets; part++) yield set({ rows: rows(part) });
    })();
    try {
      await update_.commit(each(produced), () => sealed());
    } finally {
      readers.on = false;
      await reading;
    }
    expect((await bench.ledger.transactions(EVERY_USER, all, 'newest', { limit: 10_001 })).length).toBe(
      sets * size,
    );
    for (const count of counts) expect([0, sets * size], 'rows that a reader saw').toContain(count);
    const grown = Math.round((process.memoryUsage().rss - before) / 1_048_576);
    expect(grown, 'megabytes that a commit of 10,000 rows took').toBeLessThanOrEqual(400);
  }),
];
