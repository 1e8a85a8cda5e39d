import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sqliteStore } from 'bankweave/store/sqlite';
import { type Ask, askByKit, askByNode } from '../ask.ts';
import { BareStore, bareSync } from '../bare.ts';
import { type Case, round, type Row, rowOf, type Setting } from '../case.ts';
import { Ours } from '../ours.ts';
import { compare, type Sample, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

const LONGEST_PAGE = 1_000;

/** A whole history, read the first time and read again unchanged. */
export const history: Case = {
  names: ['P2', 'P3', 'P11', 'HTTP'],
  async *run(setting) {
    const rows = setting.quick ? 2_000 : 100_000;
    const rounds = setting.quick ? 1 : 7;
    const token = JSON.stringify({ login: 1, rows, delta: 0, delay: 0 });
    // Both sides ask through the library's own client; the last line says what that costs over `node:http`.
    const ask = askByKit(setting.url, token);
    await readAll(ask);

    let ours: { path: string; bank: Ours; connection: string } | undefined;
    let bare: { path: string; store: BareStore } | undefined;
    const again = { written: 0, wal: 0 };
    const first = await compare(
      rounds,
      async () => {
        const path = setting.path();
        const bank = new Ours({ url: setting.url, store: sqliteStore(path) });
        const connection = await bank.link(token);
        const cost = await timed(() => bank.bank.sync(connection));
        await ours?.bank.close();
        ours = { path, bank, connection };
        return { cost, work: workIn(path) };
      },
      async () => {
        const path = setting.path();
        const store = new BareStore(path);
        const cost = await timed(() => bareSync(store, token, ask));
        bare?.store.close();
        bare = { path, store };
        return { cost, work: workIn(path) };
      },
    );
    yield rowOf({ name: 'P2', about: `first sync of ${rows} rows / bare loop`, goal: 1 }, first);
    if (!ours || !bare) return;

    const { path, bank, connection } = ours;
    const reference = bare;
    bank.replay = true;
    const second = await compare(
      rounds,
      async () => {
        emptyLog(path);
        const before = changeCount(path);
        const cost = await timed(() => bank.bank.sync(connection));
        again.wal = statSync(`${path}-wal`).size;
        again.written = changeCount(path) - before;
        return { cost, work: workIn(path) };
      },
      async () => ({
        cost: await timed(() => bareSync(reference.store, token, ask, null)),
        work: workIn(reference.path),
      }),
    );
    const kilobytes = again.wal / 1000 / (rows / 10_000);
    yield rowOf(
      {
        name: 'P3',
        about: `the same again, unchanged / bare loop`,
        goal: 1,
        details: { entriesInFeed: again.written, walKilobytesPer10kRows: round(kilobytes) },
      },
      second,
    );
    yield {
      name: 'P3w',
      about: 'WAL written by it, KB per 10k rows',
      goal: 100,
      better: 'lower',
      ratio: kilobytes,
      q1: kilobytes,
      q3: kilobytes,
      rounds: 1,
    };
    yield* changes(bank, reference.store, rounds);
    await bank.close();
    reference.store.close();
    yield* clients(setting, token, rounds);
  },
};

/** The feed from its beginning, against the same rows read by hand out of a plain table. */
async function* changes({ bank }: Ours, { database }: BareStore, rounds: number): AsyncGenerator<Row> {
  const select = database.prepare(
    'SELECT rowid AS seq, * FROM transactions WHERE rowid > ? ORDER BY rowid LIMIT ?',
  );
  const feed = async (): Promise<string> => {
    let rows = 0;
    for (let after: string | undefined, more = true; more; ) {
      const page = await bank.changes({ limit: LONGEST_PAGE, ...(after !== undefined && { after }) });
      for (const { type } of page.items) if (type === 'transaction.added') rows++;
      [after, more] = [page.next, page.hasMore];
    }
    return `${rows} rows`;
  };
  const bare = async (): Promise<string> => {
    let rows = 0;
    for (let after = 0, more = true; more; ) {
      const page = select.all(after, LONGEST_PAGE) as {
        seq: number;
        location: string;
        counterparties: string;
      }[];
      for (const row of page) {
        Object.assign(row, {
          location: JSON.parse(row.location),
          counterparties: JSON.parse(row.counterparties),
        });
        [rows, after] = [rows + 1, row.seq];
      }
      more = page.length === LONGEST_PAGE;
    }
    return `${rows} rows`;
  };
  const side = (read: () => Promise<string>) => async (): Promise<Sample> => {
    let work = '';
    return { cost: await timed(async () => (work = await read())), work };
  };
  yield rowOf(
    { name: 'P11', about: 'reading all changes / a bare keyset select, its JSON parsed', goal: 1.5 },
    await compare(rounds, side(feed), side(bare)),
  );
}

async function* clients({ url }: Setting, token: string, rounds: number): AsyncGenerator<Row> {
  const side = (ask: Ask) => async (): Promise<Sample> => {
    let work = '';
    return { cost: await timed(async () => (work = await readAll(ask))), work };
  };
  yield rowOf(
    { name: 'HTTP', about: 'reading the pages by our client / by node:http', goal: 1.15 },
    await compare(rounds, side(askByKit(url, token)), side(askByNode(url, token))),
  );
}

async function readAll(ask: Ask): Promise<string> {
  let rows = 0;
  for (let cursor: string | null = null, more = true; more; ) {
    const page = await ask(cursor);
    rows += page.added.length;
    cursor = page.next_cursor;
    more = page.has_more;
  }
  return `${rows} rows`;
}

function emptyLog(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

function changeCount(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare("SELECT value AS n FROM feed_state WHERE name = 'last_seq'").get() as {
    n: number;
  };
  database.close();
  return row.n;
}
