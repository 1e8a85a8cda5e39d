import { fileURLToPath } from 'node:url';
import { type Case, rowOf } from '../case.ts';
import { byNotes } from '../rounds.ts';
import { freshProcess } from '../run-child.ts';

const file = fileURLToPath(new URL('../child/map-page.ts', import.meta.url));

interface Mapped {
  readonly parse: number;
  readonly map: number;
  readonly rows: number;
  readonly page: number;
}

/** What each adapter makes of one page, against parsing it. */
export const mapping: Case = {
  names: ['P1'],
  async *run(setting) {
    const rounds = setting.quick ? 1 : 7;
    const args = setting.quick ? ['3', '2'] : [];
    for (const vendor of ['plaid', 'truelayer', 'mx']) {
      const [map, parse]: [number[], number[]] = [[], []];
      const work: string[] = [];
      for (let round = 0; round < rounds; round++) {
        const seen = await freshProcess<Mapped>({ file }, { args: [vendor, ...args] });
        map.push(seen.map);
        parse.push(seen.parse);
        work.push(`${seen.rows} rows`, `${seen.page} rows`);
      }
      const about = `${vendor}: checking and mapping a page of 500 / JSON.parse of it, a process each`;
      yield rowOf(
        { name: 'P1', about, goal: 0.15 },
        { ...byNotes(map, parse, rounds), workA: work.at(-2) ?? '', workB: work.at(-1) ?? '' },
      );
    }
  },
};
