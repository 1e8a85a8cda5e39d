import type { StagedRow, Update } from '../../store/ledger.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import { each, sealed } from './bench.ts';

async function collect(update: Update): Promise<StagedRow[]> {
  const rows: StagedRow[] = [];
  for await (const part of update.staged()) rows.push(...part);
  return rows;
}

export const stagingLaws: readonly StoreLaw[] = [
  law('STAGE-01', 'the stage gives one row for each key, the last one, ordered by key', async ({ open }) => {
    const bench = await open();
    const update = await bench.openUpdate();
    await update.append([
      { key: 'b', value: '1' },
      { key: 'c', value: '2' },
      { key: 'b', value: '3' },
    ]);
    await update.append([
      { key: 'a', value: '4' },
      { key: 'c', value: '' },
    ]);
    expect(await collect(update)).toEqual([
      { key: 'a', value: '4' },
      { key: 'b', value: '3' },
      { key: 'c', value: '' },
    ]);
    expect(await collect(update)).toHaveLength(3);
  }),

  law('STAGE-02', 'the stage holds many rows and long ones, exactly', async ({ open }) => {
    const bench = await open();
    const update = await bench.openUpdate();
    const expected = new Map<string, string>();
    const odd = ['\0', '\ud800', '\u{1f9fe}', '\ufdd0', 'e\u0301', '\u00e9'];
    for (let part = 0; part < 30; part++) {
      const rows = Array.from({ length: 500 }, (_, n) => {
        const key = `k${(part * 7919 + n * 104_729) % 9_000}${odd[n % 6]}`;
        return { key, value: `${part}:${n}${odd[(n + part) % 6]}`.repeat(1 + (n % 5) * 20) };
      });
      for (const { key, value } of rows) expected.set(key, value);
      await update.append(rows);
    }
    const rows = await collect(update);
    expect(new Map(rows.map(({ key, value }) => [key, value]))).toEqual(expected);
    expect(rows.map(({ key }) => key)).toEqual([...expected.keys()].sort());
  }),

  law(
    'STAGE-03',
    'the stage is empty after discard and after commit, and both may be said twice',
    async ({ open }) => {
      const bench = await open();
      const update = await bench.openUpdate();
      await update.append(Array.from({ length: 5_000 }, (_, n) => ({ key: `${n}`, value: 'x' })));
      await update.discard();
      await update.discard();
      expect(await collect(update)).toEqual([]);
      await update.append([{ key: 'a', value: '1' }]);
      await update.commit(each([]), () => sealed());
      expect(await collect(update)).toEqual([]);
      await update.discard();
    },
  ),

  law('STAGE-04', 'two updates know nothing of each other', async ({ open }) => {
    const bench = await open();
    const [one, two] = [await bench.openUpdate(), await bench.openUpdate()];
    await one.append([{ key: 'a', value: '1' }]);
    await two.append([{ key: 'a', value: '2' }]);
    expect(await collect(one)).toEqual([{ key: 'a', value: '1' }]);
  }),
];
