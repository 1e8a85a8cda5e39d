import type { Lease, Ledger } from 'bankweave/store';
import type { Data, Wish } from './data.ts';

const NONE: Wish = { asked: 0, served: 0, dueAt: null };

/** Ends a lease, and keeps its epoch: the next one has to be higher. */
export function endLease(data: Data, { connectionId, epoch }: Pick<Lease, 'connectionId' | 'epoch'>): void {
  const lease = data.leases.get(connectionId);
  if (lease?.epoch === epoch) data.leases.set(connectionId, { ...lease, owner: '', expiresAt: 0 });
}

/** A wish that came in meanwhile keeps its time. */
export function settle(data: Data, id: string, generation: number, nextDueAt: number | null): void {
  if (!data.connections.has(id)) return;
  const wish = data.wishes.get(id) ?? NONE;
  const served = Math.max(wish.served, generation);
  data.wishes.set(id, { ...wish, served, dueAt: wish.asked <= served ? nextDueAt : wish.dueAt });
}

type Work = 'acquire' | 'renew' | 'release' | 'want' | 'wantAll' | 'wanted' | 'settle' | 'dueAt' | 'due';

/** Who works, and on what. */
export function workOf(data: Data, now: () => number): Pick<Ledger, Work> {
  const isHeld = (id: string): boolean => (data.leases.get(id)?.expiresAt ?? 0) > now();
  const want = (id: string, dueAt: number): number => {
    if (!data.connections.has(id)) return 0;
    const wish = data.wishes.get(id) ?? NONE;
    const asked = wish.asked + 1;
    data.wishes.set(id, { ...wish, asked, dueAt: Math.min(wish.dueAt ?? dueAt, dueAt) });
    return asked;
  };
  return {
    async acquire(connectionId, owner, ttlMs) {
      if (isHeld(connectionId) || !data.connections.has(connectionId)) return null;
      const epoch = (data.leases.get(connectionId)?.epoch ?? 0) + 1;
      const lease = { connectionId, owner, epoch, expiresAt: now() + ttlMs };
      data.leases.set(connectionId, lease);
      return lease;
    },
    async renew(lease, ttlMs) {
      const current = data.leases.get(lease.connectionId);
      if (current?.epoch !== lease.epoch || current.owner === '') return null;
      const renewed = { ...lease, expiresAt: now() + ttlMs };
      data.leases.set(lease.connectionId, renewed);
      return renewed;
    },
    release: async (lease) => endLease(data, lease),
    want: async (id, dueAt) => want(id, dueAt),
    async wantAll(wishes) {
      for (const { connectionId, dueAt } of wishes) want(connectionId, dueAt);
    },
    wanted: async (id) => data.wishes.get(id)?.asked ?? 0,
    settle: async (id, generation, nextDueAt) => settle(data, id, generation, nextDueAt),
    dueAt: async (id) => data.wishes.get(id)?.dueAt ?? null,
    async due(at, limit) {
      return [...data.wishes]
        .flatMap(([connectionId, { dueAt }]) =>
          dueAt !== null && dueAt <= at && !isHeld(connectionId) ? [{ connectionId, dueAt }] : [],
        )
        .sort((a, b) => a.dueAt - b.dueAt || (a.connectionId < b.connectionId ? -1 : 1))
        .slice(0, limit);
    },
  };
}
