import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import { alias, fullRow, insert, row, update } from './samples.ts';
import { set } from './bench.ts';

const ada = { userId: 'ada' };
const all = { statuses: ['pending', 'posted', 'void'] } as const;

export const rowLaws: readonly StoreLaw[] = [
  law('ROW-01', 'rows come back whole, with the stamps of the store', async ({ open }) => {
    const bench = await open();
    const full = fullRow('t1');
    await bench.publish([{ type: 'insert', row: full, origin: 'initial' }]);
    const { facts, digest: _digest, userId: _userId, ...ids } = full;
    expect(await bench.ledger.transaction(ada, 't1')).toEqual({
      ...facts,
      ...ids,
      providerTransactionId: 'p_t1',
      origin: 'initial',
      firstSeenAt: '2026-11-20T09:30:00.000Z',
      updatedAt: '2026-11-20T09:30:00.000Z',
      revision: 1,
    });
    expect(await bench.ledger.known('c1', ['t1'])).toMatchObject([{ id: 't1', hidden: null, row: full }]);
    expect((await bench.ledger.known('c1', ['t1']))[0]?.row).toEqual(full);
  }),

  law('ROW-02', 'rows keep their birth and grow in revision', async ({ open }) => {
    const bench = await open();
    await bench.publish([{ type: 'insert', row: fullRow('t1'), origin: 'initial' }]);
    bench.clock.advance(60_000);
    await bench.publish([update('t1', { accountId: 'a2', facts: { status: 'void' } })]);
    const after = await bench.ledger.transaction(ada, 't1');
    expect(after).toMatchObject({ origin: 'initial', revision: 2, status: 'void', accountId: 'a2' });
    expect(after).toMatchObject({
      firstSeenAt: '2026-11-20T09:30:00.000Z',
      updatedAt: '2026-11-20T09:31:00.000Z',
    });
    // What the provider no longer says is gone.
    expect(after).not.toHaveProperty('merchant.id');
    expect(after).not.toHaveProperty('location');
    const [known] = await bench.ledger.known('c1', ['t1']);
    expect(known?.row).toEqual(
      row('t1', { digest: 'changed_t1', accountId: 'a2', facts: { status: 'void' } }),
    );
  }),

  law(
    'ROW-03',
    'heads tell what is there, hidden rows too, and of this connection only',
    async ({ open }) => {
      const bench = await open();
      await bench.connect('c2', 'ada');
      await bench.publish([insert('t1'), insert('t2', { facts: { status: 'pending' } })]);
      await bench.publish([insert('t3', { connectionId: 'c2' })], {}, 'c2');
      await bench.publish([{ type: 'hide', id: 't2', as: 'removed', origin: 'live' }]);
      const heads = await bench.ledger.heads('c1', ['t2', 'nobody', 't1', 't3']);
      const facts = heads.map(({ id, accountId, digest, status, hidden }) => [
        id,
        accountId,
        digest,
        status,
        hidden,
      ]);
      expect(facts.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
        ['t1', 'a1', 'digest_t1', 'posted', null],
        ['t2', 'a1', 'digest_t2', 'pending', 'removed'],
      ]);
      const known = await bench.ledger.known('c1', ['t2', 't3']);
      expect(known.map(({ id, hidden }) => [id, hidden])).toEqual([['t2', 'removed']]);
      expect(await bench.ledger.heads('c1', [])).toEqual([]);
    },
  ),

  law('ROW-04', 'a hidden row is gone for readers until it is shown', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1')]);
    await bench.publish([{ type: 'hide', id: 't1', as: 'deleted', origin: 'correction' }]);
    expect(await bench.ledger.transaction(ada, 't1')).toBeNull();
    expect(await bench.ledger.transactions(ada, all, 'newest', { limit: 9 })).toEqual([]);
    expect(await bench.ledger.annotate(ada, 't1', { notes: 'x' })).toBeNull();
    await bench.publish([{ type: 'show', id: 't1', origin: 'correction' }]);
    expect(await bench.ledger.transaction(ada, 't1')).toMatchObject({ id: 't1' });
  }),

  law(
    'ROW-05',
    'the provider may bring back what it took, but not what the host deleted',
    async ({ open }) => {
      const bench = await open();
      await bench.publish([insert('t1'), insert('t2')]);
      await bench.publish([
        { type: 'hide', id: 't1', as: 'removed', origin: 'live' },
        { type: 'hide', id: 't2', as: 'deleted', origin: 'correction' },
      ]);
      const facts = { description: 'again' };
      await bench.publish([update('t1', { facts }), update('t2', { facts })]);
      const [taken, deleted] = [
        await bench.ledger.transaction(ada, 't1'),
        await bench.ledger.transaction(ada, 't2'),
      ];
      expect(taken, 'an update shows a row that the provider took back').toMatchObject({
        description: 'again',
      });
      expect(deleted, 'an update does not show a row that the host deleted').toBeNull();
      const [known] = await bench.ledger.known('c1', ['t2']);
      expect(known).toMatchObject({ hidden: 'deleted', digest: 'changed_t2' });
    },
  ),

  law('ROW-06', 'notes of the host outlive every sync', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1')]);
    expect(
      await bench.ledger.annotate(ada, 't1', { notes: 'lunch', categoryOverride: 'travel' }),
    ).toMatchObject({
      notes: 'lunch',
      categoryOverride: 'travel',
    });
    await bench.publish([update('t1', { facts: { description: 'Corner' } })]);
    expect(await bench.ledger.transaction(ada, 't1')).toMatchObject({
      notes: 'lunch',
      description: 'Corner',
    });
    const cleared = await bench.ledger.annotate(ada, 't1', { notes: null, categoryOverride: '' });
    expect(cleared).toMatchObject({ categoryOverride: '' });
    expect(cleared).not.toHaveProperty('notes');
    expect(await bench.ledger.transaction(ada, 't1')).toEqual(cleared);
    expect(await bench.ledger.annotate(ada, 'nobody', { notes: 'x' })).toBeNull();
  }),

  law('ROW-07', 'aliases lead to rows, and the last one counts', async ({ open }) => {
    const bench = await open();
    await bench.connect('c2', 'ada');
    await bench.publishSets([
      set({ rows: [insert('t1'), insert('t2')], aliases: [alias('k', 't1'), alias('l', 't1')] }),
    ]);
    await bench.publishSets([set({ aliases: [alias('k', 't2')] })]);
    const found = await bench.ledger.aliases('c1', ['k', 'none', 'l']);
    expect(found.map(({ key, transactionId }) => [key, transactionId])).toEqual([
      ['k', 't2'],
      ['l', 't1'],
    ]);
    expect(await bench.ledger.aliases('c2', ['k'])).toEqual([]);
  }),

  law('ROW-08', 'range reads an account by date, in pages', async ({ open }) => {
    const bench = await open();
    const dates = ['2026-11-03', '2026-11-01', '2026-11-02', '2026-11-02', '2026-11-04'] as const;
    await bench.publish([
      ...dates.map((date, n) => insert(`t${n}`, { facts: { date, status: n === 2 ? 'pending' : 'posted' } })),
      insert('other', { accountId: 'a2' }),
    ]);
    await bench.publish([{ type: 'hide', id: 't4', as: 'removed', origin: 'live' }]);
    const ids = async (query: object, page = { limit: 9 }): Promise<string[]> =>
      (await bench.ledger.range('c1', { accountId: 'a1', ...query }, page)).map(({ id }) => id);
    expect(await ids({})).toEqual(['t1', 't2', 't3', 't0']);
    expect(await ids({ hidden: true })).toEqual(['t1', 't2', 't3', 't0', 't4']);
    expect(await ids({ from: '2026-11-02', to: '2026-11-02' })).toEqual(['t2', 't3']);
    expect(await ids({ statuses: ['pending'] })).toEqual(['t2']);
    expect(await ids({ statuses: ['pending', 'posted'], from: '2026-11-02' })).toEqual(['t2', 't3', 't0']);
    const next = { after: '2026-11-02 t2', limit: 1 };
    expect(await ids({}, next)).toEqual(['t3']);
    expect(await bench.ledger.range('c2', { accountId: 'a1' }, { limit: 9 })).toEqual([]);
  }),
];
