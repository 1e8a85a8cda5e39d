import type { Ledger } from '../ledger.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText } from '../sql/text.ts';
import { type ConnectionColumns, connectionRowOf } from './account-columns.ts';
import { ChangeLog } from './change-log.ts';
import type { Database } from './database.ts';
import { versionsHold, writeRecords } from './record-writes.ts';
import type { Session } from './session.ts';

type Connections = Pick<Ledger, 'addConnection' | 'connection' | 'connections' | 'connectionsOf'>;

const SELECT = 'SELECT user_id, provider_connection_id, failures, version, document FROM connections';

/** The stored connection, whoever's it is. */
export function storedConnection(session: Session, id: string): ConnectionColumns | undefined {
  return session.get<ConnectionColumns>(`${SELECT} WHERE id = ?`, id);
}

export function sqliteConnections(database: Database): Connections {
  return {
    async addConnection({ connection, providerConnectionId, failures, version }, records = []) {
      return database.write((session) => {
        if (!versionsHold(session, records)) return false;
        const { id, userId, provider, institution, status, createdAt, lastSyncedAt, nextSyncAt } = connection;
        const added = session.run(
          `INSERT INTO connections (id, user_id, provider, provider_connection_id, institution, status, created_at,
             last_synced_at, next_sync_at, failures, version, document)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          id,
          userId,
          provider,
          providerConnectionId,
          institution.name,
          status,
          createdAt,
          lastSyncedAt,
          nextSyncAt,
          failures,
          version,
          JSON.stringify(connection),
        );
        if (added === 0) return false;
        writeRecords(session, records);
        const log = new ChangeLog(session, database.instant());
        log.add({ type: 'connection.added', userId, connectionId: id, origin: 'live', document: connection });
        log.close();
        return true;
      });
    },
    async connection(scope, id) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE id = ? AND ${mine}`;
      const row = await database.read((session) => session.get<ConnectionColumns>(sql, id, ...who));
      return row ? connectionRowOf(row) : null;
    },
    async connections(scope, { after, limit }) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE ${mine} AND id > ? ORDER BY id LIMIT ?`;
      const rows = await database.read((session) =>
        session.all<ConnectionColumns>(sql, ...who, after ?? '', limit),
      );
      return rows.map(connectionRowOf);
    },
    async connectionsOf(provider, providerConnectionId) {
      const sql = `SELECT id, user_id FROM connections
        WHERE provider = ? AND provider_connection_id = ? AND status <> 'removed' ORDER BY id LIMIT 100`;
      const rows = await database.read((session) =>
        session.all<{ id: string; user_id: string }>(sql, provider, providerConnectionId),
      );
      return rows.map(({ id, user_id }) => ({ connectionId: fromText(id), userId: fromText(user_id) }));
    },
  };
}
