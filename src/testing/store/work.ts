import type { Lease } from '../../store/ledger.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';

export const workLaws: readonly StoreLaw[] = [
  law('LEASE-01', 'of 16 who want a lease one has it', async ({ open }) => {
    const { ledger } = await open();
    const takers = Array.from({ length: 16 }, (_, n) => ledger.acquire('c1', `worker ${n}`, 1_000));
    const won = (await Promise.all(takers)).filter((lease) => lease !== null);
    expect(won).toHaveLength(1);
    expect(await ledger.acquire('c1', won[0]?.owner ?? '', 1_000)).toBeNull();
  }),

  law('LEASE-02', 'leases run out on the clock of the store', async ({ open }) => {
    const { ledger, clock } = await open();
    const first = (await ledger.acquire('c1', 'one', 1_000)) as Lease;
    expect(first.expiresAt).toBe(clock.now() + 1_000);
    clock.advance(999);
    expect(await ledger.acquire('c1', 'two', 1_000)).toBeNull();
    clock.advance(1);
    const second = (await ledger.acquire('c1', 'two', 1_000)) as Lease;
    expect(second.epoch).toBeGreaterThan(first.epoch);
    expect(await ledger.renew(first, 1_000)).toBeNull();
    await ledger.release(first);
    expect(await ledger.acquire('c1', 'three', 1_000)).toBeNull();
    const renewed = await ledger.renew(second, 5_000);
    expect(renewed).toEqual({ ...second, expiresAt: clock.now() + 5_000 });
    clock.advance(4_000);
    expect(await ledger.acquire('c1', 'three', 1_000)).toBeNull();
  }),

  law('LEASE-03', 'an old lease of the same owner is not the new one', async ({ open }) => {
    const { ledger, clock } = await open();
    const old = (await ledger.acquire('c1', 'me', 1_000)) as Lease;
    clock.advance(1_000);
    const now = (await ledger.acquire('c1', 'me', 1_000)) as Lease;
    expect(await ledger.renew(old, 9_000)).toBeNull();
    expect(await ledger.renew({ ...now, owner: 'you', epoch: now.epoch + 1 }, 9_000)).toBeNull();
    await ledger.release(old);
    expect(await ledger.acquire('c1', 'you', 1_000)).toBeNull();
  }),

  law('LEASE-04', 'epochs grow after a release too', async ({ open }) => {
    const { ledger } = await open();
    let last = 0;
    for (let round = 0; round < 5; round++) {
      const lease = (await ledger.acquire('c1', 'me', 1_000)) as Lease;
      expect(lease.epoch).toBeGreaterThan(last);
      last = lease.epoch;
      await ledger.release(lease);
    }
  }),

  law('WANT-01', '10,000 wishes at once lose none', async ({ open }) => {
    const { ledger } = await open();
    const given = await Promise.all(Array.from({ length: 10_000 }, () => ledger.want('c1', 5)));
    expect(await ledger.wanted('c1')).toBe(10_000);
    expect(new Set(given).size).toBe(10_000);
  }),

  law('WANT-10', 'many wishes at once are as many wishes one by one', async ({ open }) => {
    const bench = await open();
    const { ledger } = bench;
    for (const id of ['c2', 'c3']) await bench.connect(id, 'ada');
    await ledger.want('c2', 4);
    const wishes = [
      ['c1', 7],
      ['c2', 9],
      ['nobody', 1],
      ['c1', 6],
    ] as const;
    await ledger.wantAll(wishes.map(([connectionId, dueAt]) => ({ connectionId, dueAt })));
    await ledger.wantAll([]);
    const numbers = await Promise.all(['c1', 'c2', 'c3', 'nobody'].map((id) => ledger.wanted(id)));
    expect(numbers).toEqual([2, 2, 0, 0]);
    expect(await ledger.due(100, 9)).toEqual([
      { connectionId: 'c2', dueAt: 4 },
      { connectionId: 'c1', dueAt: 6 },
    ]);
  }),

  law('WANT-02', 'a wish during a sync is followed by another sync', async ({ open }) => {
    const { ledger } = await open();
    const seen = await ledger.want('c1', 10);
    await ledger.want('c1', 20);
    await ledger.settle('c1', seen, 1_000);
    expect(await ledger.due(999, 9)).toMatchObject([{ connectionId: 'c1' }]);
    await ledger.settle('c1', seen + 1, 1_000);
    expect(await ledger.due(999, 9)).toEqual([]);
    expect(await ledger.due(1_000, 9)).toEqual([{ connectionId: 'c1', dueAt: 1_000 }]);
    await ledger.settle('c1', seen + 1, null);
    expect(await ledger.due(1e15, 9)).toEqual([]);
    expect(await ledger.wanted('c1')).toBe(seen + 1);
  }),

  law('WANT-03', 'the longest due comes first, and what is leased is left out', async ({ open }) => {
    const bench = await open();
    const { ledger, clock } = bench;
    for (const id of ['c2', 'c3', 'c4']) await bench.connect(id, 'ada');
    await ledger.want('c1', 30);
    await ledger.want('c2', 10);
    await ledger.want('c3', 20);
    await ledger.want('c4', 99);
    await ledger.want('c1', 5);
    await ledger.want('c1', 40);
    expect((await ledger.due(50, 9)).map(({ connectionId }) => connectionId)).toEqual(['c1', 'c2', 'c3']);
    expect(await ledger.due(50, 1)).toEqual([{ connectionId: 'c1', dueAt: 5 }]);
    const lease = (await ledger.acquire('c1', 'me', 1_000)) as Lease;
    expect(await ledger.due(50, 1)).toEqual([{ connectionId: 'c2', dueAt: 10 }]);
    clock.advance(1_000);
    expect(await ledger.due(50, 1)).toMatchObject([{ connectionId: 'c1' }]);
    await ledger.renew(lease, 1_000);
    await ledger.release(lease);
    expect(await ledger.due(50, 1)).toMatchObject([{ connectionId: 'c1' }]);
  }),
];
