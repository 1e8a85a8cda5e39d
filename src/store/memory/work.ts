import type { Clock } from '../../internal/clock.ts';
import type { Ledger } from '../ledger.ts';
import type { State, WantedRow } from './state.ts';

/** Leases and generations: who works, and on what. */
export function memoryWork(
  state: State,
  clock: () => Clock,
): Pick<Ledger, 'acquire' | 'renew' | 'release' | 'want' | 'wanted' | 'settle' | 'due' | 'dueAt'> {
  const wantedRow = (connectionId: string): WantedRow => {
    let row = state.wanted.get(connectionId);
    if (!row) state.wanted.set(connectionId, (row = { requested: 0, done: 0, dueAt: null }));
    return row;
  };
  const held = (connectionId: string): boolean =>
    (state.leases.get(connectionId)?.expiresAt ?? 0) > clock().now();
  return {
    async acquire(connectionId, owner, ttlMs) {
      if (held(connectionId) || !state.connections.has(connectionId)) return null;
      const lease = {
        connectionId,
        owner,
        epoch: (state.leases.get(connectionId)?.epoch ?? 0) + 1,
        expiresAt: clock().now() + ttlMs,
      };
      state.leases.set(connectionId, lease);
      return lease;
    },
    async renew(lease, ttlMs) {
      const current = state.leases.get(lease.connectionId);
      if (current?.epoch !== lease.epoch || current.owner === '') return null;
      const renewed = { ...lease, expiresAt: clock().now() + ttlMs };
      state.leases.set(lease.connectionId, renewed);
      return renewed;
    },
    async release(lease) {
      const current = state.leases.get(lease.connectionId);
      // The epoch stays behind, so that the next holder gets a higher one and this one can no longer commit.
      if (current?.epoch === lease.epoch)
        state.leases.set(lease.connectionId, { ...current, expiresAt: 0, owner: '' });
    },
    async want(connectionId, dueAt) {
      // An erased connection must not come back as work.
      if (!state.connections.has(connectionId)) return 0;
      const row = wantedRow(connectionId);
      row.requested++;
      row.dueAt = row.dueAt === null ? dueAt : Math.min(row.dueAt, dueAt);
      return row.requested;
    },
    async wanted(connectionId) {
      return state.wanted.get(connectionId)?.requested ?? 0;
    },
    async settle(connectionId, generation, nextDueAt) {
      if (!state.connections.has(connectionId)) return;
      const row = wantedRow(connectionId);
      row.done = Math.max(row.done, generation);
      // A wish that came in meanwhile keeps its own, earlier time.
      if (row.requested <= row.done) row.dueAt = nextDueAt;
    },
    async dueAt(connectionId) {
      return state.wanted.get(connectionId)?.dueAt ?? null;
    },
    async due(now, limit) {
      return [...state.wanted]
        .flatMap(([connectionId, { dueAt }]) =>
          dueAt !== null && dueAt <= now && !held(connectionId) ? [{ connectionId, dueAt }] : [],
        )
        .sort((a, b) => a.dueAt - b.dueAt || (a.connectionId < b.connectionId ? -1 : 1))
        .slice(0, limit);
    },
  };
}
