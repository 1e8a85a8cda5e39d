import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sqliteStore } from 'bankweave/store/sqlite';
import { type Ask, askByKit, askByNode } from '../ask.ts';
import { BareStore, bareSync } from '../bare.ts';
import { type Case, round, type Row, rowOf, type Setting } from '../case.ts';
import { Ours } from '../ours.ts';
import { compare, type Sample, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

/** A whole history, read the first time and read again unchanged. */
export const history: Case = {
  names: ['P2', 'P3', 'HTTP'],
  async *run(setting) {
    const rows = setting.quick ? 2_000 : 100_000;
    const rounds = setting.quick ? 1 : 7;
    const token = JSON.stringify({ login: 1, rows, delta: 0, delay: 0 });
    // Both sides ask through the library's own client; the last line says what that costs over `node:http`.
    const ask = askByKit(setting.url, token);
    await readAll(ask);

    let ours: { path: string; bank: Ours; connection: string } | undefined;
    let bare: { path: string; store: BareStore } | undefined;
    const again = { a: [] as Sample[], b: [] as Sample[], written: 0, wal: 0 };
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
    await bank.close();
    reference.store.close();
    yield* clients(setting, token, rounds);
  },
};

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
  const row = database.prepare('SELECT count(*) AS n FROM changes').get() as { n: number };
  database.close();
  return row.n;
}
