import type { Clock } from '../../internal/clock.ts';
import type { DueConnection, Lease, Ledger, Served } from '../ledger.ts';
import type { State, WantedRow } from './state.ts';

function wantedRow(state: State, connectionId: string): WantedRow {
  let row = state.wanted.get(connectionId);
  if (!row) state.wanted.set(connectionId, (row = { requested: 0, done: 0, dueAt: null }));
  return row;
}

function want(state: State, { connectionId, dueAt }: DueConnection): number {
  // An erased connection must not come back as work.
  if (!state.connections.has(connectionId)) return 0;
  const row = wantedRow(state, connectionId);
  row.requested++;
  row.dueAt = row.dueAt === null ? dueAt : Math.min(row.dueAt, dueAt);
  return row.requested;
}

/** Settles wishes. One that came in meanwhile keeps its own, earlier time. */
export function settle(state: State, connectionId: string, { generation, nextDueAt }: Served): void {
  const row = wantedRow(state, connectionId);
  row.done = Math.max(row.done, generation);
  if (row.requested <= row.done) row.dueAt = nextDueAt;
}

/** Ends a lease. The epoch stays behind, so that the next holder gets a higher one and this one can no longer commit. */
export function release(state: State, { connectionId, epoch }: Pick<Lease, 'connectionId' | 'epoch'>): void {
  const current = state.leases.get(connectionId);
  if (current?.epoch === epoch) state.leases.set(connectionId, { ...current, expiresAt: 0, owner: '' });
}

/** Leases and generations: who works, and on what. */
export function memoryWork(
  state: State,
  clock: () => Clock,
): Pick<
  Ledger,
  'acquire' | 'renew' | 'release' | 'want' | 'wantAll' | 'wanted' | 'settle' | 'due' | 'dueAt'
> {
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
      release(state, lease);
    },
    async want(connectionId, dueAt) {
      return want(state, { connectionId, dueAt });
    },
    async wantAll(wishes) {
      for (const wish of wishes) want(state, wish);
    },
    async wanted(connectionId) {
      return state.wanted.get(connectionId)?.requested ?? 0;
    },
    async settle(connectionId, generation, nextDueAt) {
      if (state.connections.has(connectionId)) settle(state, connectionId, { generation, nextDueAt });
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
