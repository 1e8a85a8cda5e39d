import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { memoryStore, type Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import type { AuditEntry } from '../../src/audit/entry.ts';
import { AuditLog, type Trail } from '../../src/audit/log.ts';
import { verifyLines } from '../../src/audit/verify.ts';
import { systemRandom } from '../../src/internal/random.ts';
import { openVault } from '../../src/vault/plaintext-vault.ts';
import { tempFile } from '../client/banks.ts';
import { ManualClock } from '../support/manual-clock.ts';

const entry: AuditEntry = { action: 'provider.call', actor: 'engine', facts: { provider: 'plain' } };

async function logOn(store: Store): Promise<AuditLog> {
  const clock = new ManualClock();
  await store.open({ clock });
  return new AuditLog({ records: store.records, vault: openVault, clock, random: systemRandom });
}

const signal = new AbortController().signal;

/** A file with ten lines of ada and ten of bob, and what is found after somebody wrote to it. */
async function after(tamper: (database: DatabaseSync) => void) {
  const file = tempFile();
  const store = sqliteStore(file, { synchronous: 'normal' });
  const log = await logOn(store);
  for (const userId of ['ada', 'bob']) {
    const trail = await log.open(userId);
    for (let n = 0; n < 10; n++) await trail.append({ ...entry, facts: { provider: 'plain', count: n } });
  }
  const database = new DatabaseSync(file);
  tamper(database);
  database.close();
  const report = await verifyLines(store.records, log.key, { signal });
  await store.close();
  return report;
}

const line = (seq: number): string => `3:ada\n${String(seq).padStart(12, '0')}`;
const AT = `namespace = 'audit' AND key = ?`;

test('lines that nobody touched are in order', async () => {
  expect(await after(() => {})).toEqual({ ok: true, users: 2, lines: 20, faults: [] });
});

describe('what was done to lines is found', () => {
  test.each<[string, (database: DatabaseSync) => void, object[]]>([
    [
      'one was deleted',
      (db) => db.prepare(`DELETE FROM records WHERE ${AT}`).run(line(4)),
      [{ seq: 4, fault: 'missing' }],
    ],
    [
      'the first was deleted',
      (db) => db.prepare(`DELETE FROM records WHERE ${AT}`).run(line(1)),
      [{ seq: 1, fault: 'missing' }],
    ],
    [
      'the last was deleted',
      (db) => db.prepare(`DELETE FROM records WHERE ${AT}`).run(line(10)),
      [{ seq: 10, fault: 'truncated' }],
    ],
    [
      'all were deleted',
      (db) => db.prepare(`DELETE FROM records WHERE namespace = 'audit' AND user_id = 'ada'`).run(),
      [{ seq: 1, fault: 'truncated' }],
    ],
    [
      'a fact was edited',
      (db) =>
        db
          .prepare(`UPDATE records SET value = json_set(value, '$.facts.count', 99) WHERE ${AT}`)
          .run(line(5)),
      [{ seq: 5, fault: 'altered' }],
    ],
    [
      'a moment was edited',
      (db) =>
        db
          .prepare(
            `UPDATE records SET value = json_set(value, '$.at', '2020-01-01T00:00:00.000Z') WHERE ${AT}`,
          )
          .run(line(5)),
      [{ seq: 5, fault: 'altered' }],
    ],
    [
      'an actor was added',
      (db) =>
        db
          .prepare(`UPDATE records SET value = json_set(value, '$.connectionId', 'con_1') WHERE ${AT}`)
          .run(line(5)),
      [{ seq: 5, fault: 'altered' }],
    ],
    [
      'two changed places',
      (db) => {
        db.prepare(`UPDATE records SET key = 'x' WHERE ${AT}`).run(line(3));
        db.prepare(`UPDATE records SET key = ? WHERE ${AT}`).run(line(3), line(4));
        db.prepare(`UPDATE records SET key = ? WHERE namespace = 'audit' AND key = 'x'`).run(line(4));
      },
      [
        { seq: 3, fault: 'misplaced' },
        { seq: 4, fault: 'misplaced' },
      ],
    ],
    [
      'one was given to another user',
      (db) => db.prepare(`UPDATE records SET user_id = 'bob' WHERE ${AT}`).run(line(2)),
      [{ seq: 2, fault: 'misplaced' }],
    ],
    [
      'the end was cut off and the head set back',
      (db) => {
        db.prepare(`DELETE FROM records WHERE ${AT}`).run(line(10));
        db.prepare(
          `UPDATE records SET value = json_set(value, '$.seq', 9) WHERE namespace = 'audit-heads' AND key = 'ada'`,
        ).run();
      },
      [{ seq: 9, fault: 'altered' }],
    ],
    [
      'the head was deleted',
      (db) => db.prepare(`DELETE FROM records WHERE namespace = 'audit-heads' AND key = 'ada'`).run(),
      [{ seq: 1, fault: 'unanchored' }],
    ],
  ])('%s', async (_, tamper, faults) => {
    const report = await after(tamper);
    expect(report.ok).toBe(false);
    expect(report.faults.map(({ userId }) => userId)).toEqual(faults.map(() => 'ada'));
    expect(report.faults).toMatchObject(faults);
  });
});

const appended = async (trail: Trail | undefined, count: number): Promise<void> => {
  await trail?.append({ ...entry, facts: { count } });
};

test('many writers at once, of several logs, neither lose nor fork a line', async () => {
  const store = memoryStore();
  const logs = await Promise.all([logOn(store), logOn(store), logOn(store)]);
  const trails = await Promise.all(logs.map((log) => log.open('ada')));
  await Promise.all(Array.from({ length: 120 }, (_, n) => appended(trails[n % 3], n)));
  const [log] = logs;
  if (!log) throw new Error('no log');
  expect(await verifyLines(store.records, log.key, { signal })).toMatchObject({ ok: true, lines: 120 });
  const counts = (await store.records.list({ userId: 'ada' }, 'audit', { limit: 500 })).map(
    ({ value }) => (value as { facts: { count: number } }).facts.count,
  );
  expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, n) => n));
});

test('lines and a record are written together or not at all', async () => {
  const store = memoryStore();
  const log = await logOn(store);
  const trail = await log.open('ada');
  const record = { namespace: 'box', key: 'k', userId: 'ada', value: 1, ifVersion: 0 };
  expect(await trail.write([entry], [record])).toBe(true);
  expect(await trail.write([entry], [record])).toBe(false);
  expect(await store.records.list({ userId: 'ada' }, 'audit', { limit: 9 })).toHaveLength(1);
});

test('facts are those of the list, and only ids, codes and figures', async () => {
  const store = memoryStore();
  const log = await logOn(store);
  const facts = {
    provider: 'plain',
    run: 'run_1',
    account: 'Ada Lovelace, 12 High Street',
    token: 'secret-token',
    count: Number.NaN,
    enabled: true,
    transaction: 'x'.repeat(500),
  } as never;
  await (await log.open('ada')).append({ action: 'export', actor: 'user', facts });
  const [record] = await store.records.list({ userId: 'ada' }, 'audit', { limit: 9 });
  expect(record?.value).toHaveProperty('facts', {
    provider: 'plain',
    run: 'run_1',
    enabled: true,
  });
});

test('users whose ids begin alike, or hold odd signs, have chains of their own', async () => {
  const store = memoryStore();
  const log = await logOn(store);
  const users = ['a', 'a\n', 'a\n000000000001', '__proto__', 'a\0', '🦊', '\n'];
  for (const userId of users) for (let n = 0; n < 3; n++) await (await log.open(userId)).append(entry);
  expect(await verifyLines(store.records, log.key, { signal })).toMatchObject({
    ok: true,
    users: users.length,
    lines: 3 * users.length,
  });
  for (const userId of users) {
    const report = await verifyLines(store.records, log.key, { userId, signal });
    expect(report).toMatchObject({ ok: true, users: 1, lines: 3, head: expect.any(String) as string });
  }
});
