import type { RecordWrite } from '../records.ts';
import type { Session } from './session.ts';

/** Writes records in order, or none of them: `false` when one of the expected versions does not hold. */
export function writeRecords(session: Session, writes: readonly RecordWrite[]): boolean {
  if (!versionsHold(session, writes)) return false;
  for (const write of writes) apply(session, write);
  return true;
}

/** Whether all expectations hold; they are about the state before the first write. */
export function versionsHold(session: Session, writes: readonly RecordWrite[]): boolean {
  return writes.every(({ namespace, key, ifVersion }) => {
    if (ifVersion === undefined) return true;
    const sql = 'SELECT version FROM records WHERE namespace = ? AND key = ?';
    return (session.get<{ version: number }>(sql, namespace, key)?.version ?? 0) === ifVersion;
  });
}

function apply(session: Session, { namespace, key, userId, value, dueAt }: RecordWrite): void {
  if (value === undefined) {
    session.run('DELETE FROM records WHERE namespace = ? AND key = ?', namespace, key);
    return;
  }
  session.run(
    `INSERT INTO records (namespace, key, user_id, version, due_at, value) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT (namespace, key) DO UPDATE SET
       user_id = excluded.user_id, version = version + 1, due_at = excluded.due_at, value = excluded.value`,
    namespace,
    key,
    userId,
    typeof dueAt === 'number' ? Math.ceil(dueAt) : null,
    JSON.stringify(value),
  );
}
