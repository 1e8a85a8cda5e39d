import { expect } from '../expect.ts';
import { accountRow, connectionRow, insert } from './samples.ts';
import { codeOf, each, sealed, set } from './bench.ts';
import { StandingClock } from './standing-clock.ts';
import { law, type StoreLaw } from './store-law.ts';

const ada = { userId: 'ada' };
const posted = { statuses: ['posted'] } as const;
// Its letters stand in no other text, and no encoding of a row changes them.
const CANARY = 'QZXJCANARY4242';

export const lifetimeLaws: readonly StoreLaw[] = [
  law('OPEN-01', 'a store opens and closes as often as it is told', async ({ open }) => {
    const bench = await open();
    await bench.store.open({ clock: new StandingClock() });
    expect(await bench.version('c1')).toBe(1);
    await bench.store.close();
    await bench.store.close();
  }),

  law('OPEN-03', 'a store that is open keeps its clock when somebody opens it again', async ({ open }) => {
    const bench = await open();
    const later = new StandingClock();
    later.advance(3_600_000);
    await bench.store.open({ clock: later });
    const lease = await bench.ledger.acquire('c1', 'me', 1_000);
    expect(lease?.expiresAt).toBe(bench.clock.now() + 1_000);
  }),

  law(
    'OPEN-02',
    'what was committed is there after a close, and numbers go on',
    async ({ open, join }) => {
      const bench = await open();
      await bench.publish([insert('t1')], { accounts: [accountRow('a1')] });
      await bench.ledger.annotate(ada, 't1', { notes: 'mine' });
      await bench.records.write([{ namespace: 'box', key: 'k', userId: 'ada', value: { n: 1 }, dueAt: 7 }]);
      await bench.ledger.want('c1', 5);
      const epoch = await bench.epoch('c1');
      const feed = await bench.ledger.changes(ada, 0, 99);
      await bench.store.close();
      const again = await join(bench);
      expect(await again.ledger.transaction(ada, 't1')).toMatchObject({ id: 't1', notes: 'mine' });
      expect(await again.ledger.account(ada, 'a1')).toEqual(accountRow('a1'));
      expect(await again.records.get(ada, 'box', 'k')).toMatchObject({ value: { n: 1 }, dueAt: 7 });
      expect(await again.ledger.wanted('c1')).toBe(1);
      expect(await again.ledger.changes(ada, 0, 99)).toEqual(feed);
      // The worker that held the lease may still be alive somewhere.
      expect(await again.ledger.acquire('c1', 'me', 1)).toBeNull();
      const update = await again.ledger.openUpdate({ connectionId: 'c1', epoch, version: 2 });
      const receipt = await update.commit(each([set({ rows: [insert('t2')] })]), () => sealed());
      expect(receipt.firstSeq).toBe((feed.at(-1)?.seq ?? 0) + 1);
    },
    'durable',
    'join',
  ),

  law(
    'SHARE-01',
    'two handles on one store are two workers: one lease, one winner, one truth',
    async ({ open, join }) => {
      const one = await open();
      const two = await join(one);
      const [mine, theirs] = await Promise.all([
        one.ledger.acquire('c1', 'one', 1_000),
        two.ledger.acquire('c1', 'two', 1_000),
      ]);
      expect([mine, theirs].filter((lease) => lease !== null)).toHaveLength(1);
      const epoch = (mine ?? theirs)?.epoch ?? 0;
      const attempt = async ({ ledger }: typeof one, id: string): Promise<unknown> => {
        const update = await ledger.openUpdate({ connectionId: 'c1', epoch, version: 1 });
        return codeOf(update.commit(each([set({ rows: [insert(id)] })]), () => sealed()));
      };
      const codes = await Promise.all([attempt(one, 't1'), attempt(two, 't2')]);
      expect(new Set(codes)).toEqual(new Set(['no error', 'stale_update']));
      const wishes = await Promise.all(
        Array.from({ length: 100 }, (_, n) => (n % 2 ? one : two).ledger.want('c1', 1)),
      );
      expect(new Set(wishes).size).toBe(100);
      const box = { namespace: 'box', key: 'k', userId: 'ada', ifVersion: 0 };
      const written = await Promise.all([
        one.records.write([{ ...box, value: 1 }]),
        two.records.write([{ ...box, value: 2 }]),
      ]);
      expect(written.filter(Boolean)).toHaveLength(1);
      expect(await one.ledger.changes(ada, 0, 99)).toEqual(await two.ledger.changes(ada, 0, 99));
      expect(await one.ledger.transactions(ada, posted, 'newest', { limit: 9 })).toHaveLength(1);
    },
    'shared',
    'join',
  ),

  law(
    'ERASE-04',
    'erase leaves no byte behind',
    async ({ open, inspect }) => {
      const bench = await open();
      const { connection, ...rest } = connectionRow('c2', CANARY);
      const institution = { id: CANARY, name: CANARY };
      await bench.ledger.addConnection({ ...rest, connection: { ...connection, institution } });
      const theirs = { userId: CANARY, connectionId: 'c2', accountId: 'a2' };
      const facts = { description: CANARY, reference: CANARY.repeat(9), merchant: { name: CANARY } };
      await bench.publishSets(
        [
          set({
            rows: Array.from({ length: 50 }, (_, n) => insert(`${CANARY}_${n}`, { ...theirs, facts })),
            records: [{ namespace: 'box', key: CANARY, userId: CANARY, value: { text: CANARY } }],
          }),
        ],
        { accounts: [accountRow('a2', 'c2', CANARY)] },
        'c2',
      );
      await bench.ledger.annotate({ userId: CANARY }, `${CANARY}_1`, { notes: CANARY });
      expect((await inspect(bench)).includes(CANARY), 'the canary is seen before it is erased').toBe(true);
      await bench.ledger.erase({ userId: CANARY });
      expect((await inspect(bench)).includes(CANARY), 'the canary is there after erase').toBe(false);
    },
    'inspect',
  ),
];
