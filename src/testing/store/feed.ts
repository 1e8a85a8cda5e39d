import type { Change } from '../../store/changes.ts';
import { EVERY_USER } from '../../store/scope.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import { accountRow, connectionRow, insert, update } from './samples.ts';
import { set } from './bench.ts';

const ada = { userId: 'ada' };

/** The ledger as a follower of the feed has it. */
function replay(changes: readonly Change[]): Map<string, unknown> {
  const rows = new Map<string, unknown>();
  for (const change of changes) {
    if (!('transaction' in change)) continue;
    if (change.type === 'transaction.removed') rows.delete(change.transaction.id);
    else rows.set(change.transaction.id, change.transaction);
  }
  return rows;
}

export const feedLaws: readonly StoreLaw[] = [
  law('FEED-01', 'the change feed, replayed, gives the ledger', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1'), insert('t2'), insert('t3')]);
    await bench.ledger.annotate(ada, 't3', { notes: 'mine' });
    await bench.publish([
      update('t1', { facts: { amount: { value: '-5.00', currency: 'USD' } } }),
      { type: 'hide', id: 't2', as: 'removed', origin: 'live' },
    ]);
    await bench.publish([update('t1', { facts: { description: 'Third' } })]);
    await bench.publish([{ type: 'show', id: 't2', origin: 'live' }]);
    const changes = await bench.ledger.changes(ada, 0, 100);
    const list = await bench.ledger.transactions(ada, { statuses: ['posted'] }, 'newest', { limit: 9 });
    expect(replay(changes)).toEqual(new Map(list.map((row) => [row.id, row])));
    for (const [at, { seq }] of changes.entries()) expect(seq).toBeGreaterThan(changes[at - 1]?.seq ?? 0);
    const { oldest, newest } = await bench.ledger.changeBounds();
    expect([oldest, newest]).toEqual([0, changes.at(-1)?.seq]);
  }),

  law(
    'FEED-02',
    'an entry carries the row as it was then, however often it changes later',
    async ({ open }) => {
      const bench = await open();
      await bench.publish([insert('t1', { facts: { description: 'one' } })]);
      const old = await bench.ledger.transaction(ada, 't1');
      bench.clock.advance(1_000);
      await bench.publish([update('t1', { facts: { description: 'two' } })]);
      const middle = await bench.ledger.transaction(ada, 't1');
      await bench.publish([update('t1', { facts: { description: 'three' } })]);
      await bench.publish([{ type: 'hide', id: 't1', as: 'removed', origin: 'live' }]);
      const changes = await bench.ledger.changes(ada, 1, 100);
      expect(changes).toMatchObject([
        { type: 'transaction.added', origin: 'live', at: '2026-11-20T09:30:00.000Z' },
        { type: 'transaction.modified', at: '2026-11-20T09:30:01.000Z' },
        {
          type: 'transaction.modified',
          transaction: { description: 'three' },
          previous: { description: 'two' },
        },
        { type: 'transaction.removed', transaction: { id: 't1', description: 'three' } },
      ]);
      expect(changes[0]).toHaveProperty('transaction', old);
      expect(changes[1]).toHaveProperty('transaction', middle);
      const revisions = changes.map((change) => 'transaction' in change && change.transaction.revision);
      expect(revisions).toEqual([...revisions].sort((a, b) => Number(a) - Number(b)));
    },
  ),

  law('FEED-03', 'what nobody sees is no entry', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1'), insert('t2')]);
    await bench.publish([{ type: 'hide', id: 't1', as: 'deleted', origin: 'correction' }]);
    const hidden = await bench.ledger.changes(ada, 0, 99);
    await bench.publish([update('t1', { facts: { description: 'unseen' } })]);
    expect(await bench.ledger.changes(ada, 0, 99)).toEqual(hidden);
    for (const description of ['one', 'two']) {
      const facts = { description };
      await bench.publish([
        update('t2', { facts }),
        update('t1', { facts: { description: `${description} unseen` } }),
      ]);
    }
    await bench.publish([{ type: 'show', id: 't1', origin: 'correction' }]);
    const changes = await bench.ledger.changes(ada, 0, 99);
    expect(changes.slice(0, hidden.length)).toEqual(hidden);
    expect(changes.slice(hidden.length)).toMatchObject([
      { type: 'transaction.modified', transaction: { id: 't2', description: 'one' } },
      { type: 'transaction.modified', transaction: { id: 't2', description: 'two' } },
      {
        type: 'transaction.added',
        origin: 'correction',
        transaction: { id: 't1', description: 'two unseen' },
      },
    ]);
  }),

  law('FEED-04', '`previous` holds what differs, and no more', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1', { facts: { merchant: { name: 'A', id: 'm' }, reference: 'r' } })]);
    bench.clock.advance(5);
    const merchant = { name: 'A', id: 'm' };
    await bench.publish([update('t1', { facts: { merchant, status: 'void', checkNumber: '7' } })]);
    const [change] = await bench.ledger.changes(ada, 2, 1);
    expect(change).toMatchObject({
      type: 'transaction.modified',
      previous: { status: 'posted', reference: 'r' },
    });
    const { previous } = change as Extract<Change, { type: 'transaction.modified' }>;
    expect(Object.keys(previous).sort()).toEqual(['checkNumber', 'reference', 'status']);
  }),

  law('FEED-05', 'accounts and connections are news only when something differs', async ({ open }) => {
    const bench = await open();
    const { connection } = connectionRow('c1', 'ada');
    const account = accountRow('a1');
    await bench.publish([], { accounts: [account] });
    await bench.publish([], {
      accounts: [account],
      connection: { ...connection, lastSyncedAt: connection.createdAt },
    });
    const renamed = { ...account, account: { ...account.account, name: 'Savings' } };
    await bench.publish([], { accounts: [renamed], connection: { ...connection, status: 'degraded' } });
    const changes = await bench.ledger.changes(ada, 1, 100);
    expect(changes).toMatchObject([
      { type: 'account.added', account: account.account },
      { type: 'account.modified', account: renamed.account, previous: { name: 'Everyday' } },
      { type: 'connection.modified', connection: { status: 'degraded' }, previous: { status: 'active' } },
    ]);
    expect((await bench.ledger.connection(ada, 'c1'))?.connection.status).toBe('degraded');
    expect(await bench.ledger.account(ada, 'a1')).toEqual(renamed);
  }),

  law('FEED-06', 'an account that comes with a set is met before its transactions', async ({ open }) => {
    const bench = await open();
    await bench.publishSets([set({ accounts: [accountRow('a1')], rows: [insert('t1')] })]);
    const changes = await bench.ledger.changes(ada, 1, 100);
    expect(changes.map(({ type }) => type)).toEqual(['account.added', 'transaction.added']);
  }),

  law('FEED-07', 'the same balances at a later moment are no news', async ({ open }) => {
    const bench = await open();
    const row = accountRow('a1');
    await bench.publish([], { accounts: [row] });
    const balances = { ...row.account.balances, asOf: '2026-11-20T10:00:00.000Z' as const };
    await bench.publish([], { accounts: [{ ...row, account: { ...row.account, balances } }] });
    expect(await bench.ledger.changes(ada, 1, 100)).toHaveLength(1);
  }),

  law('FEED-08', 'the change feed is read in pages, by user', async ({ open }) => {
    const bench = await open();
    await bench.connect('c2', 'bob');
    await bench.publish([insert('t1'), insert('t2')]);
    await bench.publish([insert('t3', { userId: 'bob', connectionId: 'c2' })], {}, 'c2');
    await bench.publish([insert('t4')]);
    const everything = await bench.ledger.changes(EVERY_USER, 0, 100);
    expect(everything).toHaveLength(6);
    const paged: Change[] = [];
    for (let after = 0; ; after = paged.at(-1)?.seq ?? 0) {
      const page = await bench.ledger.changes(EVERY_USER, after, 2);
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(2);
      paged.push(...page);
    }
    expect(paged).toEqual(everything);
    const bobs = await bench.ledger.changes({ userId: 'bob' }, 0, 100);
    expect(bobs).toEqual(everything.filter(({ userId }) => userId === 'bob'));
    expect(await bench.ledger.changes(ada, everything.at(-1)?.seq ?? 0, 9)).toEqual([]);
  }),

  law(
    'FEED-09',
    'the change feed, trimmed, forgets the old, goes on, and never reuses a number',
    async ({ open }) => {
      const bench = await open();
      await bench.publish([insert('t1'), insert('t2')]);
      await bench.publish([update('t1', { facts: { description: 'two' } })]);
      await bench.ledger.trimChanges(2);
      expect(await bench.ledger.changeBounds()).toEqual({ oldest: 2, newest: 4 });
      expect((await bench.ledger.changes(ada, 0, 9)).map(({ seq }) => seq)).toEqual([3, 4]);
      await bench.ledger.trimChanges(99);
      expect(await bench.ledger.changeBounds()).toEqual({ oldest: 4, newest: 4 });
      await bench.ledger.trimChanges(1);
      await bench.publish([update('t1', { facts: { description: 'three' } })]);
      await bench.publish([update('t1', { facts: { description: 'four' } })]);
      expect(await bench.ledger.changeBounds()).toEqual({ oldest: 4, newest: 6 });
      expect(await bench.ledger.changes(ada, 4, 9)).toMatchObject([
        { seq: 5, transaction: { description: 'three' }, previous: { description: 'two' } },
        { seq: 6, transaction: { description: 'four' }, previous: { description: 'three' } },
      ]);
    },
  ),
];
