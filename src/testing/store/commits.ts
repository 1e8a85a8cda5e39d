import type { ChangeSet } from '../../store/ledger.ts';
import { EVERY_USER } from '../../store/scope.ts';
import type { Bench } from './bench.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect, rejection } from '../expect.ts';
import { accountRow, alias, decision, insert, run, update } from './samples.ts';
import { codeOf, each, sealed, set } from './bench.ts';

const ada = { userId: 'ada' };
const all = { statuses: ['pending', 'posted', 'void'] } as const;

/** Everything that a commit can touch, as readers see it. */
async function state({ ledger, records }: Bench): Promise<unknown> {
  return {
    connection: await ledger.connection(ada, 'c1'),
    accounts: await ledger.accounts(ada, {}, { limit: 100 }),
    balances: await ledger.balances(ada, 'a1', {}, { limit: 100 }),
    transactions: await ledger.transactions(ada, all, 'newest', { limit: 100 }),
    heads: await ledger.heads('c1', ['t1', 't2', 't3']),
    aliases: await ledger.aliases('c1', ['k1', 'k2']),
    decisions: [await ledger.decisions(ada, 't1'), await ledger.decisions(ada, 't2')],
    checkpoints: await ledger.checkpoints('c1'),
    runs: await ledger.runs(ada, {}, { limit: 100 }),
    changes: await ledger.changes(EVERY_USER, 0, 100),
    bounds: await ledger.changeBounds(),
    records: await records.list(ada, 'box', { limit: 100 }),
  };
}

const first = set({
  rows: [insert('t1'), insert('t2')],
  aliases: [alias('k1', 't1')],
  decisions: [decision('d1', 't1')],
  records: [{ namespace: 'box', key: 'one', userId: 'ada', value: { n: 1 } }],
});
const seal = sealed({
  accounts: [accountRow('a1')],
  balances: [{ ...accountRow('a1').account.balances, accountId: 'a1', takenAt: '2026-11-20T09:30:00.000Z' }],
  checkpoints: [{ scope: '', checkpoint: 'cursor', state: { ready: true, days: 3, from: null } }],
  run: run('r1', '2026-11-20T09:30:00.000Z'),
});

const failures: Record<string, readonly ChangeSet[]> = {
  'a row that is there already': [set({ rows: [insert('t3'), insert('t1')] })],
  'the same row twice': [set({ rows: [insert('t3')] }), set({ rows: [insert('t3')] })],
  'a change of a row that is not there': [set({ rows: [insert('t3'), update('nobody')] })],
  'a record that moved': [
    set({ rows: [insert('t3')] }),
    set({ records: [{ namespace: 'box', key: 'one', userId: 'ada', value: 2, ifVersion: 7 }] }),
  ],
  'a removal of a row that is not there': [
    set({ rows: [{ type: 'hide', id: 'nobody', as: 'removed', origin: 'live' }] }),
  ],
};
export const commitLaws: readonly StoreLaw[] = [
  law('COMMIT-01', 'a commit writes everything, and says what it did', async ({ open }) => {
    const bench = await open();
    const receipt = await bench.publishSets([first], seal);
    const changes = await bench.ledger.changes(ada, 0, 100);
    expect(changes.map(({ type }) => type)).toEqual([
      'connection.added',
      'transaction.added',
      'transaction.added',
      'account.added',
    ]);
    expect(receipt).toEqual({ version: 2, firstSeq: changes[1]?.seq, lastSeq: changes[3]?.seq });
    expect(await bench.version('c1')).toBe(2);
    expect(await bench.ledger.checkpoints('c1')).toEqual(seal.checkpoints);
    expect(await bench.ledger.aliases('c1', ['k1', 'k2'])).toMatchObject([alias('k1', 't1')]);
    expect(await bench.ledger.decisions(ada, 't1')).toEqual([decision('d1', 't1')]);
    expect(await bench.ledger.account(ada, 'a1')).toEqual(accountRow('a1'));
    expect(await bench.ledger.balances(ada, 'a1', {}, { limit: 9 })).toEqual(seal.balances);
    expect(await bench.ledger.run(ada, 'r1')).toEqual(seal.run);
    expect(await bench.records.get(ada, 'box', 'one')).toMatchObject({ value: { n: 1 }, version: 1 });
  }),

  law('COMMIT-02', 'an empty commit moves the version and makes no entry', async ({ open }) => {
    const bench = await open();
    const { newest } = await bench.ledger.changeBounds();
    expect(await bench.publishSets([])).toEqual({ version: 2, firstSeq: newest + 1, lastSeq: newest });
  }),

  law('COMMIT-10', 'a commit that meets something impossible writes nothing', async ({ open }) => {
    for (const [what, sets] of Object.entries(failures)) {
      const bench = await open();
      await bench.publishSets([first], seal);
      const before = await state(bench);
      const extra = set({ aliases: [alias('k2', 't2')], decisions: [decision('d2', 't2')] });
      await rejection(bench.publishSets([extra, ...sets], { failures: 3 }), `a commit with ${what}`);
      expect(await state(bench), what).toEqual(before);
    }
  }),

  law(
    'COMMIT-03',
    'a commit writes nothing when its sets end with an error, wherever that is',
    async ({ open }) => {
      const bench = await open();
      await bench.publishSets([first], seal);
      const before = await state(bench);
      const sets = [
        set({ rows: [insert('t3'), update('t1', { facts: { description: 'Changed' } })] }),
        set({ aliases: [alias('k2', 't2')] }),
        set({ decisions: [decision('d2', 't2')] }),
        set({ records: [{ namespace: 'box', key: 'one', userId: 'ada', value: 2 }] }),
        set({ rows: [{ type: 'hide', id: 't2', as: 'removed', origin: 'live' }] }),
      ];
      for (let at = 0; at <= sets.length; at++) {
        const failing = async function* (): AsyncGenerator<ChangeSet> {
          yield* sets.slice(0, at);
          throw new Error('the end');
        };
        const update = await bench.openUpdate();
        expect(await rejection(update.commit(failing(), () => sealed()))).toHaveProperty(
          'message',
          'the end',
        );
        expect(await state(bench), `after set ${at}`).toEqual(before);
      }
      await bench.publishSets(sets);
      expect(await state(bench)).not.toEqual(before);
    },
  ),

  law('COMMIT-04', 'a commit writes nothing when the seal fails', async ({ open }) => {
    const bench = await open();
    const before = await state(bench);
    const update = await bench.openUpdate();
    const failing = () => {
      throw new Error('no seal');
    };
    expect(await rejection(update.commit(each([first]), failing))).toHaveProperty('message', 'no seal');
    expect(await state(bench)).toEqual(before);
  }),

  law('COMMIT-05', 'a commit reads the seal after the last set', async ({ open }) => {
    const bench = await open();
    let seen = 0;
    const sets = async function* (): AsyncGenerator<ChangeSet> {
      for (const id of ['t1', 't2']) {
        yield set({ rows: [insert(id)] });
        seen++;
      }
    };
    const update = await bench.openUpdate();
    await update.commit(sets(), () => sealed({ failures: seen }));
    expect((await bench.ledger.connection(ada, 'c1'))?.failures).toBe(2);
  }),

  law('COMMIT-06', 'readers see the old whole until a commit is through', async ({ open }) => {
    const bench = await open();
    await bench.publishSets([first], seal);
    const before = await state(bench);
    const sets = async function* (): AsyncGenerator<ChangeSet> {
      for (let round = 0; round < 20; round++) {
        const rows = Array.from({ length: 60 }, (_, n) => insert(`new_${round}_${n}`));
        yield set({ rows: [...rows, update('t1', { facts: { description: `round ${round}` } })] });
        expect(await state(bench)).toEqual(before);
      }
    };
    const update_ = await bench.openUpdate();
    await update_.commit(sets(), () => sealed({ accounts: [accountRow('a2')] }));
    expect(await bench.ledger.heads('c1', ['new_0_0', 'new_19_59'])).toHaveLength(2);
  }),

  law('COMMIT-07', 'a commit is refused when the lease or the ledger moved', async ({ open }) => {
    const bench = await open();
    const { ledger } = bench;
    const epoch = await bench.epoch('c1');
    const guards = [
      { epoch: epoch + 1, version: 1, code: 'lease_lost' },
      { epoch: epoch - 1, version: 1, code: 'lease_lost' },
      { epoch, version: 0, code: 'stale_update' },
      { epoch, version: 2, code: 'stale_update' },
    ];
    const before = await state(bench);
    for (const { code, ...guard } of guards) {
      const update = await ledger.openUpdate({ connectionId: 'c1', ...guard });
      expect(await codeOf(update.commit(each([first]), () => seal))).toBe(code);
    }
    const nobody = await ledger.openUpdate({ connectionId: 'nobody', epoch, version: 1 });
    expect(await codeOf(nobody.commit(each([first]), () => seal))).toBe('lease_lost');
    expect(await state(bench)).toEqual(before);
  }),

  law('COMMIT-08', 'of 16 commits that began at one version exactly one is through', async ({ open }) => {
    const bench = await open();
    const updates = await Promise.all(Array.from({ length: 16 }, () => bench.openUpdate()));
    const codes = await Promise.all(
      updates.map((update, n) =>
        codeOf(update.commit(each([set({ rows: [insert(`t${n}`)] })]), () => sealed())),
      ),
    );
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
    expect(codes.filter((code) => code === 'stale_update')).toHaveLength(15);
    expect(await bench.ledger.transactions(ada, all, 'newest', { limit: 99 })).toHaveLength(1);
  }),

  law(
    'COMMIT-09',
    'a commit of a worker whose lease was taken over or given back is refused',
    async ({ open }) => {
      const bench = await open();
      const { ledger, clock } = bench;
      const attempt = async (epoch = 0): Promise<unknown> => {
        const update = await ledger.openUpdate({ connectionId: 'c1', epoch, version: 1 });
        return codeOf(update.commit(each([]), () => sealed()));
      };
      const first = await ledger.acquire('c1', 'me', 1_000);
      clock.advance(1_001);
      const second = await ledger.acquire('c1', 'you', 1_000);
      expect(await attempt(first?.epoch)).toBe('lease_lost');
      if (second) await ledger.release(second);
      expect(await attempt(second?.epoch)).toBe('lease_lost');
      expect(await bench.version('c1')).toBe(1);
    },
  ),

  law(
    'COMMIT-11',
    'a seal settles wishes and gives the lease back with all the rest, or not',
    async ({ open }) => {
      const bench = await open();
      const { ledger } = bench;
      const generation = await ledger.want('c1', 5);
      const closing = sealed({
        checkpoints: ['', 'a1'].map((scope) => ({ scope, checkpoint: 'x', state: {} })),
        served: { generation, nextDueAt: 900 },
        release: true,
      });
      await rejection(
        bench.publishSets([set({ rows: [update('nobody')] })], closing),
        'a commit of a row that is not there',
      );
      expect(await ledger.dueAt('c1')).toBe(5);
      expect(await ledger.acquire('c1', 'you', 1_000)).toBeNull();
      await bench.publishSets([], closing);
      expect((await ledger.checkpoints('c1')).map(({ scope }) => scope).sort()).toEqual(['', 'a1']);
      expect(await ledger.due(899, 9)).toEqual([]);
      expect(await ledger.due(900, 9)).toEqual([{ connectionId: 'c1', dueAt: 900 }]);
      const epoch = await bench.epoch('c1');
      expect((await ledger.acquire('c1', 'you', 1_000))?.epoch).toBeGreaterThan(epoch);
      await bench.connect('c2', 'ada');
      const late = await ledger.want('c2', 7);
      await ledger.want('c2', 8);
      await bench.publishSets([], { served: { generation: late, nextDueAt: 900 } }, 'c2');
      expect(await ledger.dueAt('c2')).toBe(7);
    },
  ),
];
