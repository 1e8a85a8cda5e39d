import { sqliteStore } from 'bankweave/store/sqlite';
import { askByKit } from '../ask.ts';
import { BareStore } from '../bare.ts';
import { type Case, rowOf } from '../case.ts';
import { Ours } from '../ours.ts';
import { byNotes, compare, timed } from '../rounds.ts';
import type { SyncPage } from '../wire.ts';
import { workIn } from '../work-done.ts';

// How many times longer than a bare upsert of the same 10,000 rows the peer's own import took, when both were last
// measured side by side. It is no dependency of this project, so that its part of the ratio is taken from there.
const PEER = { first: 129, again: 1_300 } as const;

/** Ten thousand rows, and the same again, against a budgeting application's import. */
export const again: Case = {
  names: ['P12'],
  async *run(setting) {
    const rows = setting.quick ? 1_000 : 10_000;
    const rounds = setting.quick ? 1 : 7;
    const token = JSON.stringify({ login: 12, rows, delta: 0, delay: 0 });
    const ask = askByKit(setting.url, token);
    const pages: SyncPage[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page = await ask(cursor);
      pages.push(page);
      [cursor, more] = [page.next_cursor, page.has_more];
    }
    const notes = { a: [] as number[], b: [] as number[] };
    const first = await compare(
      rounds,
      async () => {
        const path = setting.path();
        const ours = new Ours({ url: setting.url, store: sqliteStore(path) });
        const connection = await ours.link(token);
        const cost = await timed(() => ours.bank.sync(connection));
        ours.replay = true;
        notes.a.push(await timed(() => ours.bank.sync(connection)));
        await ours.close();
        return { cost, work: workIn(path) };
      },
      async () => {
        const path = setting.path();
        const store = new BareStore(path);
        const write = (): void => {
          for (const page of pages) store.write(token, page.added, page.next_cursor);
        };
        const cost = await timed(write);
        notes.b.push(await timed(write));
        store.close();
        return { cost, work: workIn(path) };
      },
    );
    yield against('P12', `${rows} rows`, PEER.first, 25, first);
    yield against('P12a', 'the same again', PEER.again, 400, byNotes(notes.a, notes.b, rounds));
  },
};

function against(
  name: string,
  what: string,
  factor: number,
  goal: number,
  compared: Awaited<ReturnType<typeof compare>>,
) {
  const { ratio, q1, q3 } = compared;
  return rowOf(
    {
      name,
      about: `${what}: a peer's import (documented as ${factor} bare upserts) / our sync, wire included`,
      goal,
      better: 'higher',
      details: { oursPerBareUpsert: Number(ratio.toPrecision(3)) },
    },
    { ...compared, ratio: factor / ratio, q1: factor / q3, q3: factor / q1 },
  );
}
