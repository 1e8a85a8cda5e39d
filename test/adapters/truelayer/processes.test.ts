import { randomBytes } from 'node:crypto';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from 'bankweave';
import type { TrueLayerWireOptions } from 'bankweave/adapters/truelayer/sandbox';
import { sqliteStore } from 'bankweave/store/sqlite';
import { vault } from 'bankweave/vault';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tempFile } from '../../client/banks.ts';
import type { Job, Outcome } from './processes/job.ts';
import { served } from './served.ts';

// Each process has to start, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const HOUR = 3_600_000;
const script = fileURLToPath(new URL('processes/child.ts', import.meta.url));

function started(job: Job) {
  const child: ChildProcess = fork(script, [JSON.stringify(job)], {
    execArgv: ['--conditions=@bankweave/source', '--disable-warning=ExperimentalWarning'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A linked and synced connection in a file, and the processes that share it with this one. */
async function shared(wire: TrueLayerWireOptions = {}) {
  const file = tempFile();
  const keys = [{ id: 'k1', secret: randomBytes(32).toString('base64') }];
  const app = await served({ wire, store: sqliteStore(file), vault: vault({ keys }) });
  const { id: connectionId } = await app.link();
  expect((await app.bank.sync(connectionId)).status).toBe('complete');
  const accounts = await app.ada.accounts.list();
  const accountId = accounts.items.find(({ type }) => type === 'depository')?.id ?? '';
  const run = async (
    processes: number,
    given: Pick<Job, 'role' | 'callers' | 'attended'>,
  ): Promise<readonly Outcome[]> => {
    const shift = app.world.now() - systemClock.now();
    const job = { file, url: app.url, keys, shift, connectionId, accountId, ...given };
    const children = Array.from({ length: processes }, () => started(job));
    await Promise.all(children.map((child) => once(child, 'message')));
    const answers = children.map((child) => once(child, 'message'));
    for (const child of children) child.send('go');
    return (await Promise.all(answers)).flatMap(([{ outcomes }]) => outcomes as Outcome[]);
  };
  const renewals = (): number =>
    app.wire.control.requests.filter(
      ({ path, body }) => path === '/connect/token' && body.includes('grant_type=refresh_token'),
    ).length;
  return { ...app, connectionId, run, renewals };
}

test.each([
  ['that rotate, the token run out by its own word', 'rotating', true],
  ['that stay, the token refused out of turn', 'constant', false],
] as const)(
  '50 callers in 5 processes renew a token once, with refresh tokens %s',
  async (_, refreshTokens, isOver) => {
    const { wire, wait, run, renewals, ada, connectionId } = await shared({ refreshTokens });
    if (isOver) wait(2 * HOUR);
    else for (const { id } of wire.control.connections()) wire.control.endAccessToken(id);
    const outcomes = await run(5, { role: 'ask', callers: 10, attended: true });
    expect(outcomes).toHaveLength(50);
    expect(new Set(outcomes).size).toBe(1);
    expect(outcomes[0]).toMatch(/^\d+ payments$/);
    expect(renewals()).toBe(1);
    expect((await ada.connections.get(connectionId)).status).toBe('active');
  },
);

test('the four calls of a day are four over all processes, whoever makes them', async () => {
  const { wire, world, run } = await shared();
  const asked = await run(5, { role: 'ask', callers: 4, attended: false });
  expect(asked.filter((outcome) => outcome.endsWith(' payments'))).toHaveLength(4);
  expect(asked.filter((outcome) => outcome === 'budget_exhausted')).toHaveLength(16);
  for (let n = 0; n < 2; n++) {
    const synced = await run(5, { role: 'sync', callers: 4, attended: false });
    for (const outcome of synced)
      expect(['complete', 'lease_held', 'deferred: budget_exhausted']).toContain(outcome);
  }
  for (const { endpoint, unattended, refused } of wire.control.counters())
    expect([endpoint, unattended <= 4, refused]).toEqual([endpoint, true, 0]);
  expect(wire.control.counters().some(({ unattended }) => unattended === 4)).toBe(true);
  world.advance({ days: 1, hours: 1 });
  expect(await run(2, { role: 'ask', callers: 1, attended: false })).toEqual([
    expect.stringMatching(/payments$/),
    expect.stringMatching(/payments$/),
  ]);
});
