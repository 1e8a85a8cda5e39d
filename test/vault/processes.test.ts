import { join } from 'node:path';
import { systemClock } from '../../src/internal/clock.ts';
import { EVERY_USER } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { vault } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { CredentialStore, TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { slotIn } from '../../src/vault/refresh/slot.ts';
import { newSecret } from './keys.ts';
import { filesWith, folder } from './processes/disk.ts';
import { type Job, type Point, POINTS } from './processes/job.ts';
import { spawn } from './processes/spawn.ts';
import { tokenServer } from './processes/token-server.ts';

const slow = 180_000;
const first = { accessToken: 'canary-access-1', refreshToken: 'canary-refresh-1' };

/** A file with one connection whose access token is too old. */
async function setUp(url: string) {
  const path = folder();
  const file = join(path, 'bank.db');
  const keys = [{ id: 'k1', secret: newSecret() }];
  const open = async <T>(
    work: (store: ReturnType<typeof sqliteStore>, credentials: CredentialStore) => Promise<T>,
  ) => {
    const store = sqliteStore(file);
    await store.open({ clock: systemClock });
    try {
      return await work(store, new CredentialStore(store.records, vault({ keys })));
    } finally {
      await store.close();
    }
  };
  await open((_, credentials) => credentials.put({ userId: 'ada', connectionId: 'con_1' }, first));
  const job = { file, url, keys } satisfies Omit<Job, 'role'>;
  return { path, job, open };
}

test(
  '50 callers in 10 processes make exactly one token request',
  async () => {
    const { url, state } = await tokenServer({ delayMs: 300 });
    const { path, job, open } = await setUp(url);
    const children = Array.from({ length: 10 }, () => spawn({ ...job, role: 'callers', count: 5 }));
    await Promise.all(children.map(({ ready }) => ready));
    for (const child of children) child.tell('go');
    const results = (await Promise.all(children.map(({ result }) => result))) as string[][];
    expect(state.requests).toBe(1);
    expect(results.flat()).toEqual(Array(50).fill('canary-access-2'));
    const held = await open((_, credentials) => credentials.read('con_1'));
    expect(held).toEqual({
      credentials: { accessToken: 'canary-access-2', refreshToken: 'canary-refresh-2' },
      version: 2,
    });
    expect(filesWith(path, 'canary')).toEqual([]);
  },
  slow,
);

// Where the answer is lost with its process, a strict provider has replaced the token for good.
const lost: readonly Point[] = ['sent', 'answered', 'before-save'];
const saved: readonly Point[] = ['after-save', 'before-close', 'after-close'];

describe.each([{ forgiving: false }, { forgiving: true }])(
  'kill -9 during a renewal, provider %o',
  ({ forgiving }) => {
    test.each(POINTS)(
      'at %s',
      async (point) => {
        const { url, state } = await tokenServer({ forgiving });
        const { path, job, open } = await setUp(url);
        const dying = spawn({ ...job, role: 'die', point });
        expect(await dying.end).toBe('SIGKILL');
        expect(filesWith(path, 'canary')).toEqual([]);
        const isLost = lost.includes(point);
        expect(state.requests).toBe(isLost || saved.includes(point) ? 1 : 0);

        const heir = (await spawn({ ...job, role: 'recover' }).result) as {
          outcome: string;
          message?: string;
        };
        const slot = await open(async (store) =>
          slotIn(await store.records.get(EVERY_USER, TOKEN_REFRESH, 'con_1')),
        );
        if (isLost && !forgiving) {
          expect(heir.outcome).toBe('action_required');
          expect(heir.message).toMatch(/begun at \d{4}-.*never brought an answer/);
          expect(slot).toMatchObject({ holder: null, intent: { attempt: 'attempt-of-the-dead' } });
          // And it is not asked for ever.
          const again = (await spawn({ ...job, role: 'recover' }).result) as { outcome: string };
          expect([again.outcome, state.requests]).toEqual(['action_required', 2]);
        } else {
          expect(heir.outcome).toBe(saved.includes(point) ? 'stored' : 'renewed');
          const { credentials } = await open((_, store) => store.read('con_1'));
          expect(credentials).toEqual({ accessToken: state.access, refreshToken: state.refresh });
        }
        expect(filesWith(path, 'canary')).toEqual([]);
      },
      slow,
    );
  },
);

test(
  'keys are rotated while 8 workers sync, through a kill in the middle',
  async () => {
    const path = folder();
    const file = join(path, 'bank.db');
    const [old, next] = [
      { id: 'old', secret: newSecret() },
      { id: 'next', secret: newSecret() },
    ];
    const count = 300;
    const store = sqliteStore(file);
    await store.open({ clock: systemClock });
    const before = new CredentialStore(store.records, vault({ keys: [old] }));
    for (let at = 0; at < count; at++)
      await before.put(
        { userId: `user-${at % 5}`, connectionId: `con_${at}` },
        { token: `canary-con_${at}` },
      );

    // Everybody has both keys by now, and the new one is primary everywhere.
    const job = { file, url: '', keys: [old, next], primary: 'next' };
    const workers = Array.from({ length: 8 }, () => spawn({ ...job, role: 'worker' }));
    // Begun with them: each credential that they write leaves it less to do.
    const killed = spawn({ ...job, role: 'rewrap', dieAfter: 60 });
    expect(await killed.end).toBe('SIGKILL');
    await Promise.all(workers.map(({ ready }) => ready));
    const report = await spawn({ ...job, role: 'rewrap' }).result;
    expect(report).toMatchObject({ examined: count, missed: 0, failed: [] });
    expect((report as { rewrapped: number }).rewrapped).toBeLessThanOrEqual(count - 60);
    for (const worker of workers) worker.tell('stop');
    const counts = (await Promise.all(workers.map(({ result }) => result))) as {
      reads: number;
      writes: number;
      failures: string[];
    }[];
    expect(counts.flatMap(({ failures }) => failures)).toEqual([]);
    for (const { reads, writes } of counts) {
      expect(reads).toBeGreaterThan(20);
      expect(writes).toBeGreaterThan(0);
    }

    // The old key is destroyed: nothing breaks.
    const after = new CredentialStore(store.records, vault({ keys: [next] }));
    for (let at = 0; at < count; at++)
      expect((await after.read(`con_${at}`)).credentials).toEqual({ token: `canary-con_${at}` });
    expect(filesWith(path, 'canary')).toEqual([]);
    await store.close();
    expect(filesWith(path, 'canary')).toEqual([]);
  },
  slow,
);
