import { EVERY_USER } from '../../store/scope.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import { insert } from './samples.ts';
import { set } from './bench.ts';

const ada = { userId: 'ada' };

const write = (key: string, value: number | undefined, ifVersion?: number) => ({
  namespace: 'box',
  key,
  userId: 'ada',
  value,
  ...(ifVersion === undefined ? {} : { ifVersion }),
});

export const recordLaws: readonly StoreLaw[] = [
  law('RECORD-01', 'records come back with a version that grows', async ({ open }) => {
    const { records } = await open();
    const value = { text: 'x', list: [1, null, true], deep: { a: { b: 0.5 } } };
    await records.write([{ namespace: 'box', key: 'k', userId: 'ada', value, dueAt: 70 }]);
    const stored = { namespace: 'box', key: 'k', userId: 'ada', version: 1, value, dueAt: 70 };
    expect(await records.get(ada, 'box', 'k')).toEqual(stored);
    await records.write([write('k', 2)]);
    expect(await records.get(ada, 'box', 'k')).toEqual({ ...stored, version: 2, value: 2, dueAt: null });
    await records.write([write('k', undefined)]);
    expect(await records.get(ada, 'box', 'k')).toBeNull();
    expect(await records.get(ada, 'other', 'k')).toBeNull();
  }),

  law('RECORD-02', 'records compare and set: of 16 one wins', async ({ open }) => {
    const { records } = await open();
    const made = await Promise.all(Array.from({ length: 16 }, (_, n) => records.write([write('k', n, 0)])));
    expect(made.filter(Boolean)).toHaveLength(1);
    const moved = await Promise.all(Array.from({ length: 16 }, (_, n) => records.write([write('k', n, 1)])));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await records.write([write('k', undefined, 1)])).toBe(false);
    expect(await records.write([write('k', undefined, 2)])).toBe(true);
    expect(await records.write([write('k', 9, 2)])).toBe(false);
    expect(await records.write([write('k', 9, 0)])).toBe(true);
  }),

  law('RECORD-03', 'records are written all or none', async ({ open }) => {
    const { records } = await open();
    await records.write([write('a', 1), write('b', 1)]);
    expect(await records.write([write('a', 2), write('c', 2), write('b', undefined), write('a', 3, 7)])).toBe(
      false,
    );
    const listed = await records.list(ada, 'box', { limit: 9 });
    expect(listed.map(({ key, value, version }) => [key, value, version])).toEqual([
      ['a', 1, 1],
      ['b', 1, 1],
    ]);
  }),

  law('RECORD-04', 'records take part in a commit', async ({ open }) => {
    const bench = await open();
    await bench.publishSets([set({ rows: [insert('t1')], records: [write('a', 1, 0)] })]);
    expect(await bench.records.get(ada, 'box', 'a')).toMatchObject({ value: 1, version: 1 });
    await bench.publishSets([set({ records: [write('a', undefined)] })]);
    expect(await bench.records.get(ada, 'box', 'a')).toBeNull();
  }),

  law('RECORD-05', 'records are listed by prefix, in order, in pages', async ({ open }) => {
    const { records } = await open();
    const keys = ['a', 'a:1', 'a:10', 'a:2', 'a;', 'b:1', 'B', ''];
    await records.write(keys.map((key) => write(key, 1)));
    const list = async (page: { prefix?: string; after?: string; limit: number }): Promise<string[]> =>
      (await records.list(ada, 'box', page)).map(({ key }) => key);
    expect(await list({ limit: 99 })).toEqual([...keys].sort());
    expect(await list({ prefix: 'a:', limit: 9 })).toEqual(['a:1', 'a:10', 'a:2']);
    expect(await list({ prefix: 'a:', after: 'a:1', limit: 1 })).toEqual(['a:10']);
    expect(await list({ prefix: 'zz', limit: 9 })).toEqual([]);
    const odd = ['p%', 'p_', 'p\u{10ffff}', 'p\0x', 'px'];
    await records.write(odd.map((key) => write(key, 1)));
    expect(new Set(await list({ prefix: 'p', limit: 9 }))).toEqual(new Set(odd));
    expect(await list({ prefix: 'p_', limit: 9 })).toEqual(['p_']);
    expect(await list({ prefix: 'p\0', limit: 9 })).toEqual(['p\0x']);
  }),

  law('RECORD-06', 'records are due in order', async ({ open }) => {
    const { records } = await open();
    const at = (key: string, dueAt: number | null) => ({ ...write(key, 1), dueAt });
    await records.write([at('late', 50), at('soon', 10), at('never', null), at('next', 20), at('twin', 20)]);
    await records.write([{ ...at('foreign', 1), namespace: 'other' }]);
    const due = async (now: number, limit = 9): Promise<string[]> =>
      (await records.due('box', now, limit)).map(({ key }) => key);
    expect(await due(49)).toEqual(['soon', 'next', 'twin']);
    expect(await due(50, 2)).toEqual(['soon', 'next']);
    expect(await due(9)).toEqual([]);
    await records.write([at('soon', null)]);
    expect(await due(20)).toEqual(['next', 'twin']);
  }),

  law('RECORD-07', 'records belong to a user', async ({ open }) => {
    const { records } = await open();
    await records.write([
      write('a', 1),
      { ...write('b', 2), userId: 'bob' },
      { ...write('c', 3), userId: '' },
    ]);
    expect(await records.get(ada, 'box', 'b')).toBeNull();
    expect(await records.get({ userId: 'bob' }, 'box', 'b')).toMatchObject({ value: 2 });
    expect((await records.list(ada, 'box', { limit: 9 })).map(({ key }) => key)).toEqual(['a']);
    expect(await records.list(EVERY_USER, 'box', { limit: 9 })).toHaveLength(3);
    expect(await records.get(EVERY_USER, 'box', 'c')).toMatchObject({ value: 3, userId: '' });
  }),
];
