import { EVERY_USER } from '../../store/scope.ts';
import type { Bench } from './bench.ts';
import { type Lab, law, type StoreLaw } from './store-law.ts';
import { expect, rejection } from '../expect.ts';
import { accountRow, connectionRow, decision, insert, run } from './samples.ts';
import { set } from './bench.ts';

const ada = { userId: 'ada' };
const bob = { userId: 'bob' };
const nobody = { userId: '' };
const all = { statuses: ['pending', 'posted', 'void'] } as const;

/** A ledger with rows of `ada` in every table. */
async function filled(open: Lab['open']): Promise<Bench> {
  const bench = await open();
  await bench.connect('c2', 'bob');
  const takenAt = '2026-01-01T00:00:00.000Z';
  const { balances } = accountRow('a1').account;
  await bench.publishSets(
    [
      set({
        rows: [insert('t1')],
        decisions: [decision('d1', 't1')],
        aliases: [{ key: 'k', accountId: 'a1', transactionId: 't1' }],
        records: [{ namespace: 'box', key: 'c1:x', userId: 'ada', value: 1 }],
      }),
    ],
    {
      accounts: [accountRow('a1')],
      balances: [{ ...balances, accountId: 'a1', takenAt }],
      checkpoints: [{ scope: '', checkpoint: 'x', state: {} }],
      run: run('r1', takenAt),
    },
  );
  await bench.ledger.annotate(ada, 't1', { notes: 'mine' });
  await bench.publish([insert('t2', { userId: 'bob', connectionId: 'c2' })], {}, 'c2');
  await bench.records.write([{ namespace: 'box', key: 'b', userId: 'bob', value: 1 }]);
  await bench.ledger.want('c1', 1);
  return bench;
}

/** Every read there is that takes a scope, as the rows that it found. */
async function reads({ ledger, records }: Bench, scope: Parameters<Bench['ledger']['account']>[0]) {
  const page = { limit: 99 };
  const found = {
    connection: await ledger.connection(scope, 'c1'),
    connections: (await ledger.connections(scope, page)).filter((row) => row.connection.id === 'c1'),
    account: await ledger.account(scope, 'a1'),
    accounts: await ledger.accounts(scope, {}, page),
    accountsOf: await ledger.accounts(scope, { connectionId: 'c1' }, page),
    balances: await ledger.balances(scope, 'a1', {}, page),
    transaction: await ledger.transaction(scope, 't1'),
    transactions: (await ledger.transactions(scope, all, 'newest', page)).filter(({ id }) => id === 't1'),
    text: await ledger.transactions(scope, { ...all, text: 'mine' }, 'newest', page),
    ofAccount: await ledger.transactions(
      scope,
      { ...all, accountId: 'a1', connectionId: 'c1' },
      'largest',
      page,
    ),
    decisions: await ledger.decisions(scope, 't1'),
    decision: await ledger.decision(scope, 'd1'),
    run: await ledger.run(scope, 'r1'),
    runs: await ledger.runs(scope, {}, page),
    runsOf: await ledger.runs(scope, { connectionId: 'c1' }, page),
    changes: (await ledger.changes(scope, 0, 99)).filter(({ connectionId }) => connectionId === 'c1'),
    record: await records.get(scope, 'box', 'c1:x'),
    records: (await records.list(scope, 'box', page)).filter(({ key }) => key === 'c1:x'),
    prefix: await records.list(scope, 'box', { prefix: 'c1', limit: 99 }),
  };
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.length > 0 : value !== null,
    ]),
  );
}

export const tenancyLaws: readonly StoreLaw[] = [
  law('USER-01', 'every read finds the rows of its own user, and of no other', async ({ open }) => {
    const bench = await filled(open);
    const mine = await reads(bench, ada);
    expect(Object.values(mine)).not.toContain(false);
    expect(Object.values(await reads(bench, EVERY_USER))).not.toContain(false);
    for (const foreign of [bob, nobody, { userId: 'ADA' }, { userId: 'ada ' }, { userId: '%' }]) {
      expect(Object.values(await reads(bench, foreign))).not.toContain(true);
    }
  }),

  law('USER-02', 'nobody writes notes on a row of somebody else', async ({ open }) => {
    const bench = await filled(open);
    expect(await bench.ledger.annotate(bob, 't1', { notes: 'stolen' })).toBeNull();
    expect(await bench.ledger.transaction(ada, 't1')).toMatchObject({ notes: 'mine' });
  }),

  law(
    'LOGIN-01',
    'logins are found without a user: by provider and id, exactly, and never once removed or erased',
    async ({ open }) => {
      const bench = await filled(open);
      const { ledger } = bench;
      await ledger.addConnection({ ...connectionRow('c9', 'bob'), providerConnectionId: 'item_c1' });
      const both = [
        { connectionId: 'c1', userId: 'ada' },
        { connectionId: 'c9', userId: 'bob' },
      ];
      expect(await ledger.connectionsOf('faker', 'item_c1')).toEqual(both);
      for (const [provider, login] of [
        ['faker', 'ITEM_c1'],
        ['faker', 'item_c'],
        ['Faker', 'item_c1'],
        ['', 'item_c1'],
        ['faker', '%'],
        ['faker', "' OR 1=1 --"],
      ] as const)
        expect(await ledger.connectionsOf(provider, login)).toEqual([]);
      const { connection } = connectionRow('c1', 'ada');
      await bench.publish([], { connection: { ...connection, status: 'removed' } });
      expect(await ledger.connectionsOf('faker', 'item_c1')).toEqual(both.slice(1));
      await ledger.erase(bob);
      expect(await ledger.connectionsOf('faker', 'item_c1')).toEqual([]);
    },
  ),

  law(
    'LOGIN-02',
    'a commit may give a connection another login, unless another connection of the user has it',
    async ({ open }) => {
      const bench = await filled(open);
      const { ledger } = bench;
      await ledger.addConnection({ ...connectionRow('c7', 'ada'), providerConnectionId: 'item_taken' });
      await bench.publish([], { providerConnectionId: 'item_new' });
      expect(await ledger.connection(ada, 'c1')).toMatchObject({ providerConnectionId: 'item_new' });
      expect(await ledger.connectionsOf('faker', 'item_c1')).toEqual([]);
      const owners = [{ connectionId: 'c1', userId: 'ada' }];
      expect(await ledger.connectionsOf('faker', 'item_new')).toEqual(owners);
      const error = await rejection(bench.publish([], { providerConnectionId: 'item_taken' }));
      expect(error).toMatchObject({ code: 'stale_update' });
      expect(await ledger.connectionsOf('faker', 'item_new')).toEqual(owners);
      await bench.publish([]);
      expect(await ledger.connection(ada, 'c1')).toMatchObject({ providerConnectionId: 'item_new' });
      const free = { ...connectionRow('c8', 'ada'), providerConnectionId: 'item_c1' };
      expect(await ledger.addConnection(free)).toBe(true);
    },
  ),

  law('ERASE-01', 'erase removes every row of a user and none of another', async ({ open }) => {
    const bench = await filled(open);
    const counts = await bench.ledger.erase(ada);
    expect(counts).toMatchObject({
      connections: 1,
      accounts: 1,
      transactions: 1,
      records: 1,
      runs: 1,
      decisions: 1,
    });
    expect(counts['changes']).toBeGreaterThan(2);
    expect(Object.values(await reads(bench, EVERY_USER))).not.toContain(true);
    expect(await bench.ledger.heads('c1', ['t1'])).toEqual([]);
    expect(await bench.ledger.aliases('c1', ['k'])).toEqual([]);
    expect(await bench.ledger.checkpoints('c1')).toEqual([]);
    expect(await bench.ledger.due(1e15, 9)).toEqual([]);
    expect(await bench.ledger.connection(bob, 'c2')).not.toBeNull();
    expect(await bench.ledger.transaction(bob, 't2')).toMatchObject({ id: 't2' });
    expect((await bench.ledger.changes(bob, 0, 9)).map(({ type }) => type)).toEqual([
      'connection.added',
      'transaction.added',
    ]);
    expect(await bench.records.get(bob, 'box', 'b')).not.toBeNull();
    const again = await bench.ledger.erase(ada);
    expect(Object.values(again).every((count) => count === 0)).toBe(true);
  }),

  law('ERASE-02', 'erase removes one connection and leaves the others', async ({ open }) => {
    const bench = await filled(open);
    await bench.connect('c3', 'ada');
    await bench.publish([insert('t3', { connectionId: 'c3', accountId: 'a3' })], {}, 'c3');
    await bench.records.write([
      { namespace: 'secret', key: 'c1 token', userId: 'ada', value: 1 },
      { namespace: 'secret', key: 'c3', userId: 'ada', value: 1 },
    ]);
    await bench.ledger.erase({ userId: 'bob', connectionId: 'c1' });
    expect(await bench.ledger.transaction(ada, 't1')).not.toBeNull();
    await bench.ledger.erase({ userId: 'ada', connectionId: 'c1' });
    expect(await bench.ledger.transaction(ada, 't1')).toBeNull();
    expect(await bench.ledger.account(ada, 'a1')).toBeNull();
    expect(await bench.ledger.transaction(ada, 't3')).not.toBeNull();
    const kept = (await bench.records.list(ada, 'secret', { limit: 9 })).map(({ key }) => key);
    expect(kept, 'records go with the connection whose id their key begins with').toEqual(['c3']);
    expect((await bench.ledger.changes(ada, 0, 99)).every(({ connectionId }) => connectionId === 'c3')).toBe(
      true,
    );
  }),

  law(
    'ERASE-03',
    'after erase a sync under way brings nothing back, nor does a late webhook',
    async ({ open }) => {
      const bench = await filled(open);
      const update = await bench.openUpdate();
      const { newest } = await bench.ledger.changeBounds();
      await bench.ledger.erase(ada);
      const sets = (async function* () {
        yield set({ rows: [insert('t9')] });
      })();
      await rejection(update.commit(sets, () => ({ accounts: [], balances: [] })));
      await bench.ledger.want('c1', 1);
      expect(await bench.ledger.due(1e15, 9)).toEqual([]);
      expect(await bench.ledger.acquire('c1', 'me', 1)).toBeNull();
      expect(Object.values(await reads(bench, EVERY_USER))).not.toContain(true);
      // Numbers go on, so that no follower takes a new entry for an old one.
      expect((await bench.ledger.changeBounds()).newest).toBe(newest);
    },
  ),
];
