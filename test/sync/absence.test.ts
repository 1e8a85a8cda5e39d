import { expect, test } from 'vitest';
import { judgeAbsence } from '../../src/sync/reconcile/absence.ts';
import type { KnownRow } from '../../src/store/rows.ts';

const rows = Array.from({ length: 200 }, (_, index) => ({ id: `r${index}`, accountId: 'a' }) as KnownRow);
const covered = new Map([['a', { known: 300, anyRow: true, certain: false }]]);
const often = new Map(rows.map(({ id }) => [id, 9]));

test('a list that lacks rows which the provider still has proves nothing about rows nobody asked about', () => {
  const confirmed = new Map(rows.slice(0, 100).map(({ id }) => [id, 'present' as const]));
  const judged = judgeAbsence(rows, { earlier: often, confirmed, covered });
  expect(judged.gone).toEqual([]);
  expect(judged.counted).toEqual([]);
  expect([...judged.doubtful]).toEqual(['a']);
});

test('what the provider says is gone goes all the same', () => {
  const confirmed = new Map([
    ['r0', 'present' as const],
    ['r1', 'gone' as const],
  ]);
  const judged = judgeAbsence(rows, { earlier: often, confirmed, covered });
  expect(judged.gone.map(({ id }) => id)).toEqual(['r1']);
});

test('without an answer many missing rows are believed after several reads', () => {
  const judged = judgeAbsence(rows, { earlier: often, confirmed: new Map(), covered });
  expect(judged.gone).toHaveLength(200);
});
