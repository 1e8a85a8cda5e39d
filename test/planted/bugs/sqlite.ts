import type { Bug } from '../bug.ts';

/** Mistakes of the store in SQLite. */
export const sqlite: readonly Bug[] = [
  {
    number: 35,
    name: 'SQLite: a commit without a look at the epoch',
    edits: [
      {
        file: 'src/store/sqlite/update.ts',
        find: 'session.get<{ epoch: number }>(sql, connectionId)?.epoch !== epoch',
        replace: 'session.get<{ epoch: number }>(sql, connectionId)?.epoch === -epoch',
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 36,
    name: 'SQLite: a lease is released by somebody who no longer holds it',
    edits: [
      {
        file: 'src/store/sqlite/leases.ts',
        find: `expires_at = 0 WHERE connection_id = ? AND epoch = ?'`,
        replace: `expires_at = 0 WHERE connection_id = ? AND epoch >= ? - 9'`,
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 37,
    name: 'SQLite: a lease goes to the next one before it ran out',
    edits: [
      {
        file: 'src/store/sqlite/leases.ts',
        find: 'WHERE owner IS NULL OR expires_at <= ?',
        replace: 'WHERE owner IS NULL OR expires_at <= ? + 3600000',
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 38,
    name: 'SQLite: one read forgets whose rows it may see',
    edits: [
      {
        file: 'src/store/sqlite/transactions.ts',
        find: 'AND t.hidden IS NULL AND ${mine}`;',
        replace: 'AND t.hidden IS NULL AND (${mine} OR 1 = 1)`;',
      },
    ],
    battery: ['test/client/scope-matrix.test.ts', 'test/store/sqlite.test.ts'],
  },
  {
    number: 39,
    name: 'SQLite: a wish that comes in during a sync is settled with it',
    edits: [
      {
        file: 'src/store/sqlite/generations.ts',
        find: 'THEN due_at ELSE excluded.due_at END',
        replace: 'THEN excluded.due_at ELSE excluded.due_at END',
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 40,
    name: 'SQLite: a late webhook revives the work of somebody who was erased',
    edits: [
      {
        file: 'src/store/sqlite/generations.ts',
        find: `SELECT id, user_id, 1, 0, ? FROM connections WHERE id = ?
    ON`,
        replace: `SELECT ?2, ?2, 1, 0, ?1 WHERE 1
    ON`,
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 41,
    name: 'SQLite: of several records those whose version holds are written',
    edits: [
      {
        file: 'src/store/sqlite/record-writes.ts',
        find: `  for (const write of writes) apply(session, write);
  return true;`,
        replace: `  for (const write of writes) if (versionsHold(session, [write])) apply(session, write);
  return true;`,
      },
      {
        file: 'src/store/sqlite/record-writes.ts',
        find: `if (!versionsHold(session, writes)) return false;
`,
        replace: '',
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
  {
    number: 42,
    name: 'SQLite: accounts come to the feed after their rows',
    edits: [
      {
        file: 'src/store/sqlite/update.ts',
        find: `  for (const account of set.accounts ?? []) writeAccount(session, log, connection.id, account);
`,
        replace: '',
      },
      {
        file: 'src/store/sqlite/update.ts',
        find: '  for (const alias of set.aliases) writeAlias(',
        replace: `  for (const account of set.accounts ?? []) writeAccount(session, log, connection.id, account);
  for (const alias of set.aliases) writeAlias(`,
      },
    ],
    battery: ['test/store/sqlite.test.ts'],
  },
];
