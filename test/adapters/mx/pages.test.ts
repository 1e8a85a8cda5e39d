import { expect, test } from 'vitest';
import { z } from 'zod';
import { all } from '../../../adapters/mx/pages.ts';
import { slicesOf } from '../../../adapters/mx/slices.ts';

/** A list of guids that is cut into pages of two, as it is when each page is asked for. */
function listing(now: (asked: number) => readonly string[], stated: object = {}) {
  const asked: number[] = [];
  const read = async (page: number): Promise<unknown> => {
    asked.push(page);
    const list = now(asked.length);
    const pagination = { total_entries: list.length, total_pages: Math.ceil(list.length / 2), ...stated };
    return { rows: list.slice(2 * page - 2, 2 * page).map((guid) => ({ guid })), pagination };
  };
  return { asked, of: { key: 'rows', schema: z.object({ guid: z.string() }), read } };
}

const guids = (rows: readonly { guid: string }[]): string[] => rows.map(({ guid }) => guid).sort();

test('trap: a row that slips to the next page while it is read makes the list begin again', async () => {
  // As many as before, so that the count says nothing: one is new at the top, one is gone at the end.
  const { of, asked } = listing((n) => (n === 1 ? ['b', 'c', 'd', 'e'] : ['a', 'b', 'c', 'd']));
  const { rows, coherent } = await all(of);
  expect(guids(rows)).toEqual(['a', 'b', 'c', 'd']);
  expect(coherent).toBe(true);
  expect(asked).toEqual([1, 2, 1, 2]);
});

test('trap: a list that slips whenever it is read is given as it was seen, and believed in nothing', async () => {
  const { of } = listing((n) => (n % 2 ? ['b', 'c', 'd', 'e'] : [`a${n}`, 'b', 'c', 'd']));
  const { rows, coherent } = await all(of);
  expect(guids(rows)).toContain('d');
  expect(coherent).toBe(false);
});

test('trap: a list that claims fewer pages than it has is read to its count', async () => {
  const { of } = listing(() => ['a', 'b', 'c', 'd', 'e'], { total_pages: 1 });
  expect(guids((await all(of)).rows)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('trap: days are whole only with the rows that were booked weeks after they happened', () => {
  for (const { whole, listed } of slicesOf({ from: '2025-01-01', to: '2026-01-01' })) {
    expect(Date.parse(whole.from) - Date.parse(listed.from)).toBe(28 * 86_400_000);
    expect(Date.parse(listed.to) - Date.parse(whole.to)).toBe(5 * 86_400_000);
    // MX takes no range of more than six months.
    expect(Date.parse(listed.to) - Date.parse(listed.from)).toBeLessThanOrEqual(180 * 86_400_000);
  }
});
