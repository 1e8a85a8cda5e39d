import { EVERY_USER, type ChangeSet } from 'bankweave/store';
import { describe, expect, test } from 'vitest';
import { accountRow, alias, decision, insert, run, update } from './samples.ts';
import { Bench, codeOf, each, sealed, set, type StoreSubject } from './subject.ts';

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

export function commitContract(subject: StoreSubject): void {
  describe('commit', () => {
    const first = set({
      rows: [insert('t1'), insert('t2')],
      aliases: [alias('k1', 't1')],
      decisions: [decision('d1', 't1')],
      records: [{ namespace: 'box', key: 'one', userId: 'ada', value: { n: 1 } }],
    });
    const seal = sealed({
      accounts: [accountRow('a1')],
      balances: [
        { ...accountRow('a1').account.balances, accountId: 'a1', takenAt: '2026-11-20T09:30:00.000Z' },
      ],
      checkpoint: { scope: '', checkpoint: 'cursor', state: { ready: true, days: 3, from: null } },
      run: run('r1', '2026-11-20T09:30:00.000Z'),
    });

    test('writes everything, and says what it did', async () => {
      const bench = await Bench.open(subject);
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
      expect(await bench.ledger.checkpoints('c1')).toEqual([seal.checkpoint]);
      expect(await bench.ledger.aliases('c1', ['k1', 'k2'])).toMatchObject([alias('k1', 't1')]);
      expect(await bench.ledger.decisions(ada, 't1')).toEqual([decision('d1', 't1')]);
      expect(await bench.ledger.account(ada, 'a1')).toEqual(accountRow('a1'));
      expect(await bench.ledger.balances(ada, 'a1', {}, { limit: 9 })).toEqual(seal.balances);
      expect(await bench.ledger.run(ada, 'r1')).toEqual(seal.run);
      expect(await bench.records.get(ada, 'box', 'one')).toMatchObject({ value: { n: 1 }, version: 1 });
    });

    test('an empty one moves the version and makes no entry', async () => {
      const bench = await Bench.open(subject);
      const { newest } = await bench.ledger.changeBounds();
      expect(await bench.publishSets([])).toEqual({ version: 2, firstSeq: newest + 1, lastSeq: newest });
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
    for (const [what, sets] of Object.entries(failures)) {
      test(`writes nothing when it meets ${what}`, async () => {
        const bench = await Bench.open(subject);
        await bench.publishSets([first], seal);
        const before = await state(bench);
        const extra = set({ aliases: [alias('k2', 't2')], decisions: [decision('d2', 't2')] });
        await expect(bench.publishSets([extra, ...sets], { failures: 3 })).rejects.toThrow();
        expect(await state(bench)).toEqual(before);
      });
    }

    test('writes nothing when the sets end with an error, wherever that is', async () => {
      const bench = await Bench.open(subject);
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
        await expect(update.commit(failing(), () => sealed())).rejects.toThrow('the end');
        expect(await state(bench), `after set ${at}`).toEqual(before);
      }
      await bench.publishSets(sets);
      expect(await state(bench)).not.toEqual(before);
    });

    test('writes nothing when the seal fails', async () => {
      const bench = await Bench.open(subject);
      const before = await state(bench);
      const update = await bench.openUpdate();
      const failing = () => {
        throw new Error('no seal');
      };
      await expect(update.commit(each([first]), failing)).rejects.toThrow('no seal');
      expect(await state(bench)).toEqual(before);
    });

    test('reads the seal after the last set', async () => {
      const bench = await Bench.open(subject);
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
    });

    test('readers see the old whole until it is through', async () => {
      const bench = await Bench.open(subject);
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
    });

    test('is refused when the lease or the ledger moved', async () => {
      const bench = await Bench.open(subject);
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
    });

    test('of 16 that began at one version exactly one is through', async () => {
      const bench = await Bench.open(subject);
      const updates = await Promise.all(Array.from({ length: 16 }, () => bench.openUpdate()));
      const codes = await Promise.all(
        updates.map((update, n) =>
          codeOf(update.commit(each([set({ rows: [insert(`t${n}`)] })]), () => sealed())),
        ),
      );
      expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
      expect(codes.filter((code) => code === 'stale_update')).toHaveLength(15);
      expect(await bench.ledger.transactions(ada, all, 'newest', { limit: 99 })).toHaveLength(1);
    });

    test('refuses a worker whose lease was taken over or given back', async () => {
      const bench = await Bench.open(subject);
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
    });
  });
}
