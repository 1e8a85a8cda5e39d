import { addDays, dateOfInstant } from '../../../model/calendar-date.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, noPending, onlyWhere } from '../adapter-law.ts';
import { keyOf, rowsOf } from '../rig.ts';

/** Rows of an amount, whichever way the money went. */
export function ofAmount<Row extends { readonly amount: { readonly value: string } }>(
  rows: readonly Row[],
  amount: string,
): readonly Row[] {
  const size = amount.replace('-', '');
  return rows.filter((row) => row.amount.value.replace('-', '') === size);
}

const ids = (rows: readonly Transaction[]): readonly string[] => rows.map(({ id }) => id);

/** Whether there is one row of an amount, with a status. */
function one(amount: string, status: string): (rows: readonly Transaction[]) => boolean {
  return (rows) => {
    const found = ofAmount(rows, amount);
    return found.length === 1 && found[0]?.status === status && found[0].amount.value === amount;
  };
}

export const rowLaws: readonly AdapterLaw[] = [
  law(
    'ROW-01',
    'a row that is booked while the connection lives arrives, once',
    { needs: ['post'] },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      await rig.can('post')({ amount: '-4321.37', description: 'Corner Books' });
      await ledger.until(one('-4321.37', 'posted'), 'the new row is there once');
    },
  ),

  law('ROW-02', 'a row that turns up late, dated days ago, arrives', { needs: ['post'] }, async (rig) => {
    const ledger = await rig.ledger();
    await ledger.sync();
    await rig.world.pass?.({ days: 1 });
    await ledger.sync();
    const { overlapDays } = rig.adapter.traits;
    const days = overlapDays === 0 ? 5 : Math.max(1, Math.min(5, overlapDays - 2));
    const date = addDays(dateOfInstant(rig.clock.now()), -days);
    await rig.can('post')({ amount: '-4321.37', date });
    await ledger.until(one('-4321.37', 'posted'), `a row dated ${days} days ago is there`);
  }),

  law('ROW-03', 'two equal purchases on one day are two rows', { needs: ['post'] }, async (rig) => {
    const ledger = await rig.ledger();
    await ledger.sync();
    const twin = { amount: '-4321.37', description: 'Corner Coffee' };
    await rig.can('post')(twin);
    await rig.can('post')(twin);
    await ledger.until((rows) => ofAmount(rows, twin.amount).length === 2, 'both are there');
    await rig.world.pass?.({ days: 1 });
    await ledger.sync();
    expect(ofAmount(await ledger.rows(), twin.amount), 'both, a day later').toHaveLength(2);
  }),

  law(
    'ROW-04',
    'a row that is changed in place stays the row that it was',
    { needs: ['post', 'amend'] },
    async (rig) => {
      const ledger = await rig.ledger();
      const row = await rig.can('post')({ amount: '-4321.37' });
      const [before] = ofAmount(
        await ledger.until(one('-4321.37', 'posted'), 'the row is there'),
        '-4321.37',
      );
      await rig.can('amend')(row, { amount: '-4300.11' });
      const rows = await ledger.until(one('-4300.11', 'posted'), 'the new amount is there');
      expect(ofAmount(rows, '-4321.37'), 'rows of the old amount').toHaveLength(0);
      expect(ids(ofAmount(rows, '-4300.11')), 'our id of the row').toEqual([before?.id]);
    },
  ),

  law(
    'ROW-05',
    'a booked row that the bank takes back leaves the ledger',
    { needs: ['post', 'remove'], exempt: onlyWhere('removals', 'explicit', 'inferred') },
    async (rig) => {
      const ledger = await rig.ledger();
      const row = await rig.can('post')({ amount: '-4321.37' });
      await ledger.until(one('-4321.37', 'posted'), 'the row is there');
      await rig.can('remove')(row);
      await ledger.until((rows) => ofAmount(rows, '-4321.37').length === 0, 'the row is gone');
    },
  ),

  law(
    'ROW-06',
    'a booked row that nobody tells about stays: absence alone proves nothing',
    { needs: ['post', 'remove'], exempt: onlyWhere('removals', 'none') },
    async (rig) => {
      const ledger = await rig.ledger();
      const row = await rig.can('post')({ amount: '-4321.37' });
      await ledger.until(one('-4321.37', 'posted'), 'the row is there');
      await rig.can('remove')(row);
      for (let look = 0; look < 3; look++) {
        await rig.world.pass?.({ days: 1 });
        await ledger.sync();
      }
      expect(ofAmount(await ledger.rows(), '-4321.37'), 'the row').toHaveLength(1);
    },
  ),

  law(
    'ROW-07',
    'a removal names the row by an id that it was given under',
    { needs: ['post', 'remove'], exempt: onlyWhere('removals', 'explicit') },
    async (rig) => {
      await rig.linked();
      const row = await rig.can('post')({ amount: '-4321.37' });
      const first = await rig.read();
      const [given] = ofAmount(rowsOf(first), '-4321.37');
      if (!given) broken('the row did not arrive');
      await rig.can('remove')(row);
      const { batches } = await rig.read(first.checkpoints);
      const removed = batches.flatMap(({ removals = [] }) =>
        removals.map(({ account, id }) => keyOf(account, id)),
      );
      expect(
        given.ids.some((id) => removed.includes(keyOf(given.account, id))),
        'the removal names the row',
      ).toBe(true);
    },
  ),

  law(
    'ROW-08',
    'a row that comes back is the row that it was',
    { needs: ['post', 'remove', 'restore'], exempt: onlyWhere('removals', 'explicit', 'inferred') },
    async (rig) => {
      const ledger = await rig.ledger();
      const row = await rig.can('post')({ amount: '-4321.37' });
      const before = ofAmount(await ledger.until(one('-4321.37', 'posted'), 'the row is there'), '-4321.37');
      await rig.can('remove')(row);
      await ledger.until((rows) => ofAmount(rows, '-4321.37').length === 0, 'the row is gone');
      await rig.can('restore')(row);
      const after = await ledger.until(one('-4321.37', 'posted'), 'the row is back');
      expect(ids(ofAmount(after, '-4321.37')), 'our id of the row').toEqual(ids(before));
    },
  ),

  law('TEXT-01', 'hostile text arrives as text, and harms nobody', { needs: ['post'] }, async (rig) => {
    await rig.linked();
    const texts = [
      '<script>alert(1)</script>',
      '=HYPERLINK("x")',
      '\u202egnp.exe',
      '__proto__',
      '\u{1f9fe} ünïcode',
      "'; DROP TABLE x;--",
    ];
    for (const [at, description] of texts.entries())
      await rig.can('post')({ amount: `-4321.${40 + at}`, description });
    const rows = rowsOf(await rig.read());
    for (const [at, text] of texts.entries()) {
      const [row] = ofAmount(rows, `-4321.${40 + at}`);
      if (!row) broken(`the row with the text ${JSON.stringify(text)} did not arrive`);
      const shown = `${row.description} ${row.originalDescription}`.toLowerCase();
      expect(shown, 'the text of the row').toContain(text.toLowerCase());
    }
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
  }),

  law(
    'PEND-01',
    'what is not booked yet arrives as pending',
    { needs: ['authorize'], exempt: noPending },
    async (rig) => {
      const ledger = await rig.ledger();
      await rig.can('authorize')({ amount: '-4321.37' });
      await ledger.until(one('-4321.37', 'pending'), 'the pending row is there');
    },
  ),

  law(
    'PEND-02',
    'an adapter without pending rows shows none',
    { exempt: onlyWhere('pending', 'none') },
    async (rig) => {
      await rig.linked();
      await rig.world.authorize?.({ amount: '-4321.37' });
      const pending = rowsOf(await rig.read()).filter(({ status }) => status === 'pending');
      expect(pending, 'pending rows').toHaveLength(0);
    },
  ),

  law(
    'PEND-03',
    'a pending row that is booked counts once',
    { needs: ['authorize', 'settle'], exempt: noPending },
    async (rig) => {
      const ledger = await rig.ledger();
      const pending = await rig.can('authorize')({ amount: '-4321.37', description: 'Bistro Lumen' });
      const before = ofAmount(
        await ledger.until(one('-4321.37', 'pending'), 'the pending row is there'),
        '-4321.37',
      );
      await rig.can('settle')(pending);
      const after = await ledger.until(one('-4321.37', 'posted'), 'the booked row is there, alone');
      // Without a link and without proof that the pending row is gone, nobody could know that they are one.
      if (['linked', 'complete-set'].includes(rig.adapter.traits.pending))
        expect(ids(ofAmount(after, '-4321.37')), 'our id of the row').toEqual(ids(before));
    },
  ),

  law(
    'PEND-04',
    'a pending row that is booked with a tip counts once, as booked',
    { needs: ['authorize', 'settle'], exempt: noPending },
    async (rig) => {
      const ledger = await rig.ledger();
      const pending = await rig.can('authorize')({ amount: '-432.10', description: 'Bistro Lumen' });
      await ledger.until(one('-432.10', 'pending'), 'the pending row is there');
      await rig.can('settle')(pending, { amount: '-497.35' });
      const rows = await ledger.until(
        (found) => one('-497.35', 'posted')(found) && ofAmount(found, '-432.10').length === 0,
        'the booked row is there, and the pending one is not',
      );
      expect(rows.length).toBeGreaterThan(0);
    },
  ),

  law(
    'PEND-05',
    'a pending row that vanishes counts no more',
    {
      needs: ['authorize', 'vanish'],
      exempt: (adapter) =>
        noPending(adapter) ??
        (adapter.traits.pending === 'complete-set' || adapter.traits.removals !== 'none'
          ? undefined
          : 'nobody tells that a pending row is gone'),
    },
    async (rig) => {
      const ledger = await rig.ledger();
      const pending = await rig.can('authorize')({ amount: '-4321.37' });
      await ledger.until(one('-4321.37', 'pending'), 'the pending row is there');
      await rig.can('vanish')(pending);
      await ledger.until((rows) => ofAmount(rows, '-4321.37').length === 0, 'the pending row is gone');
    },
  ),

  law(
    'PEND-06',
    'a booked row names the pending one that it was',
    { needs: ['authorize', 'settle'], exempt: onlyWhere('pending', 'linked') },
    async (rig) => {
      await rig.linked();
      const pending = await rig.can('authorize')({ amount: '-4321.37' });
      const first = await rig.read();
      const [before] = ofAmount(rowsOf(first), '-4321.37');
      await rig.can('settle')(pending);
      const [after] = ofAmount(rowsOf(await rig.read(first.checkpoints)), '-4321.37');
      const same = after?.ids[0]?.value === before?.ids[0]?.value;
      expect(same ? before?.ids[0]?.value : after?.pendingId, 'the id that the booked row names').toBe(
        before?.ids[0]?.value,
      );
    },
  ),

  law('DATE-01', 'days are the same in every time zone', {}, async (rig) => {
    const expected = rowsOf(await rig.read()).map(({ ids: [id], date }) => `${id?.value} ${date}`);
    const own = process.env['TZ'];
    try {
      for (const zone of ['America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC']) {
        process.env['TZ'] = zone;
        const found = rowsOf(await rig.read()).map(({ ids: [id], date }) => `${id?.value} ${date}`);
        expect(found, `days under TZ=${zone}`).toEqual(expected);
      }
    } finally {
      if (own === undefined) delete process.env['TZ'];
      else process.env['TZ'] = own;
    }
  }),
];
