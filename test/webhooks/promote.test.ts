import type { RecordWrite } from 'bankweave/store';
import { describe, expect, test } from 'vitest';
import { promoteNotices } from '../../src/webhooks/promote.ts';
import { endOf, type NoticeWindow } from '../../src/webhooks/window.ts';

const window: NoticeWindow = { first: 1_000, urgentAt: null, seen: [['key', 5]] };
const END = endOf(window);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const { signal } = new AbortController();

function ports({
  count = 1,
  status = 'active' as string | null,
  value = window as NoticeWindow,
  holds = true,
  now = 100_000,
} = {}) {
  const asked = { pages: 0, writes: [] as RecordWrite[], wanted: [] as string[] };
  let left = Array.from({ length: count }, (_, n) => ({
    key: `con_${n}`,
    userId: 'ada',
    version: 7,
    value,
  }));
  return {
    asked,
    clock: { now: () => now },
    store: {
      ledger: {
        connection: async () => (status === null ? null : { connection: { status } }),
        want: async (id: string) => {
          await turn();
          asked.wanted.push(id);
        },
      },
      records: {
        due: async (_: string, __: number, most: number) => {
          asked.pages++;
          const page = left.slice(0, most);
          left = left.slice(most);
          return page;
        },
        write: async (writes: RecordWrite[]) => {
          asked.writes.push(...writes);
          return holds;
        },
      },
    },
  };
}
const promoted = async (given: Parameters<typeof ports>[0]) => {
  const made = ports(given);
  await promoteNotices(made as never, signal);
  return made.asked;
};

describe('a window whose time has come', () => {
  test('is served, and its sync asked for before this is over', async () => {
    const { writes, wanted, pages } = await promoted({});
    expect(writes).toMatchObject([
      { key: 'con_0', ifVersion: 7, value: { ...window, first: null }, dueAt: END },
    ]);
    expect([wanted, pages]).toEqual([['con_0'], 1]);
  });

  test('is left to whoever was faster', async () => {
    expect((await promoted({ holds: false })).wanted).toEqual([]);
  });

  test.each(['removed', null])('of a connection that is %s is forgotten', async (status) => {
    const { writes, wanted } = await promoted({ status });
    expect(writes).toMatchObject([{ value: undefined, dueAt: null }]);
    expect(wanted).toEqual([]);
  });

  test('is forgotten when it ends, not before, and without a sync where nothing waits', async () => {
    const idle = { ...window, first: null };
    const before = await promoted({ value: idle, now: END - 1 });
    expect(before.writes).toMatchObject([{ value: idle }]);
    const after = await promoted({ value: idle, now: END });
    expect(after.writes).toMatchObject([{ value: undefined }]);
    expect([...before.wanted, ...after.wanted]).toEqual([]);
  });

  test.each([
    [199, 1],
    [200, 2],
    [450, 3],
  ])('among %d is not forgotten: they are looked at in %d pages', async (count, pages) => {
    const asked = await promoted({ count });
    expect([asked.pages, asked.wanted.length]).toEqual([pages, count]);
  });

  test('waits where the work was stopped', async () => {
    const made = ports();
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(promoteNotices(made as never, stopped)).rejects.toThrow('enough');
    expect(made.asked.pages).toBe(0);
  });
});
