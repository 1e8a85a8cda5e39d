import type { Lease, Ledger } from '../ledger.ts';
import type { Database } from './database.ts';
import type { Session } from './session.ts';

type Leases = Pick<Ledger, 'acquire' | 'renew' | 'release'>;

/** Ends the lease of an epoch. Every holder has an epoch of its own. */
export function writeRelease(session: Session, connectionId: string, epoch: number): void {
  session.run(
    'UPDATE leases SET owner = NULL, expires_at = 0 WHERE connection_id = ? AND epoch = ?',
    connectionId,
    epoch,
  );
}

/** Leases; a row stays behind when one is released, so that epochs only grow. */
export function sqliteLeases(database: Database): Leases {
  return {
    async acquire(connectionId, owner, ttlMs) {
      return database.write((session): Lease | null => {
        const now = Math.floor(database.clock.now());
        const expiresAt = now + Math.ceil(ttlMs);
        const row = session.get<{ epoch: number }>(
          `INSERT INTO leases (connection_id, user_id, owner, epoch, expires_at)
           SELECT id, user_id, ?, 1, ? FROM connections WHERE id = ?
           ON CONFLICT (connection_id) DO UPDATE SET owner = excluded.owner, epoch = epoch + 1,
             expires_at = excluded.expires_at
           WHERE owner IS NULL OR expires_at <= ?
           RETURNING epoch`,
          owner,
          expiresAt,
          connectionId,
          now,
        );
        return row ? { connectionId, owner, epoch: row.epoch, expiresAt } : null;
      });
    },
    async renew(lease, ttlMs) {
      return database.write((session): Lease | null => {
        const expiresAt = Math.floor(database.clock.now()) + Math.ceil(ttlMs);
        const renewed = session.run(
          'UPDATE leases SET expires_at = ? WHERE connection_id = ? AND owner = ? AND epoch = ?',
          expiresAt,
          lease.connectionId,
          lease.owner,
          lease.epoch,
        );
        return renewed ? { ...lease, expiresAt } : null;
      });
    },
    async release({ connectionId, epoch }) {
      await database.write((session) => writeRelease(session, connectionId, epoch));
    },
  };
}
