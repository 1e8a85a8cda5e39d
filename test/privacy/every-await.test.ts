import { expect, test } from 'vitest';
import type { Store } from 'bankweave/store';
import { all } from '../client/banks.ts';
import { FaultPoint, faultyStore, type Mode } from '../support/fault-point.ts';
import { watched } from './calls.ts';
import { Provider } from './provider.ts';
import {
  connect,
  dump,
  type GrantBank,
  type GrantUser,
  rowsOf,
  runningClock,
  stage,
  type Stage,
  tracesOf,
} from './stage.ts';

const ADA = 'ada-3f9a1c77';
const BOB = 'bob-88e2b0d1';
const LONG = 120_000;

/** What ada does while she is erased. Whatever it ends with is fine; what it leaves is not. */
interface Work {
  readonly name: string;
  /** It makes something out of nothing, so what begins only after the erasure may leave it. */
  readonly afresh?: boolean;
  readonly prepare?: (scene: Scene) => Promise<void>;
  readonly run: (bank: GrantBank, ada: GrantUser, scene: Scene) => Promise<unknown>;
}

interface Scene extends Stage {
  connection: string;
  link: string;
}

const linked = async (scene: Scene): Promise<void> => {
  scene.connection = (await connect(scene.bank.user(ADA))).id;
};
const synced = async (scene: Scene): Promise<void> => {
  await linked(scene);
  await scene.bank.sync(scene.connection);
  scene.provider.rows = scene.provider.rows.map((row) => ({ ...row, description: 'changed' }));
};

const WORKS: readonly Work[] = [
  { name: 'a first sync', prepare: linked, run: (bank, _, { connection }) => bank.sync(connection) },
  { name: 'a later sync', prepare: synced, run: (bank, _, { connection }) => bank.sync(connection) },
  {
    name: 'a sync that renews its token',
    prepare: async (scene) => {
      await linked(scene);
      scene.provider.stale.add(scene.provider.open.get(`login-of-${ADA}`) ?? '');
    },
    run: (bank, _, { connection }) => bank.sync(connection),
  },
  { name: 'runDue', prepare: linked, run: (bank) => bank.runDue() },
  { name: 'a link from its start to its end', afresh: true, run: (_, ada) => connect(ada) },
  {
    name: 'the end of a link',
    prepare: async (scene) => {
      scene.link = (await scene.bank.user(ADA).links.start('grants')).id;
    },
    run: (_, ada, { link }) => ada.links.complete('grants', link, { code: `login-of-${ADA}` }),
  },
  {
    name: 'a repair',
    prepare: synced,
    run: async (_, ada, { connection }) => {
      const { id } = await ada.links.repair(connection);
      await ada.links.complete('grants', id, { code: `login-of-${ADA}` });
    },
  },
  {
    name: 'the removal of a connection',
    prepare: synced,
    run: (_, ada, { connection }) => ada.connections.remove(connection),
  },
  {
    name: 'a deleted row',
    prepare: synced,
    run: async (_, ada) => ada.transactions.remove((await ada.transactions.list()).items[0]?.id ?? ''),
  },
  {
    name: 'a note',
    prepare: synced,
    run: async (_, ada) =>
      ada.transactions.update((await ada.transactions.list()).items[0]?.id ?? '', { notes: 'Zelda' }),
  },
  {
    name: 'a webhook',
    prepare: synced,
    run: (bank) =>
      bank.webhooks.receive('grants' as never, {
        method: 'POST',
        headers: {},
        body: Buffer.from(`login-of-${ADA}`),
      }),
  },
  { name: 'an export', afresh: true, prepare: synced, run: (_, ada) => all(ada.export()) },
  { name: 'another erasure', prepare: synced, run: (_, ada) => ada.erase() },
];

/** Tells a story, with `intrude` in front of its call number `at`; how many calls it had. */
async function tell(
  work: Work,
  at: number,
  intrude: (scene: Scene) => Promise<unknown>,
): Promise<{
  readonly calls: number;
  readonly scene: Scene;
  readonly bobs: string;
  readonly ended: string;
  readonly begun: boolean;
}> {
  const provider = new Provider();
  const scene: Scene = { ...stage({ provider, clock: runningClock() }), connection: '', link: '' };
  await scene.bank.sync((await connect(scene.bank.user(BOB))).id);
  await work.prepare?.(scene);
  const bobs = JSON.stringify(rowsOf(scene.file, BOB));
  let calls = 0;
  let where = '';
  let intrusion: Promise<unknown> | undefined;
  let seen = false;
  let wasSeen = false;
  const step = async (name: string, inside = false): Promise<void> => {
    if (++calls !== at) {
      // The work has begun for an erasure once it knows the user's generation.
      seen ||= name === 'records.list';
      return;
    }
    where = name;
    wasSeen = seen;
    intrusion = intrude(scene);
    if (!inside) await intrusion;
  };
  let begun = false;
  const bank = scene.other((store: Store) =>
    watched(store, (name, inside) => (begun ? step(name, inside) : undefined)),
  );
  provider.before = (method) => (begun ? step(method) : undefined);
  await bank.runs.list();
  begun = true;
  const ended = await work.run(bank, bank.user(ADA), scene).then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
  begun = false;
  await intrusion;
  provider.before = () => {};
  await bank.close();
  return { calls, scene, bobs, ended: `${where}: ${ended}`, begun: wasSeen };
}

test.each(WORKS)(
  'erase at every call of $name: nothing is left, and nothing comes back',
  async (work) => {
    let total = 0;
    for (let at = 1; ; at++) {
      const { calls, scene, bobs, ended, begun } = await tell(work, at, ({ bank }) => bank.user(ADA).erase());
      if (calls < at) break;
      total = at;
      if (work.afresh && !begun) continue;
      const { bank, file, provider, clock, connection } = scene;
      const words = [ADA, `login-of-${ADA}`, 'Zelda', ...(connection ? [connection] : [])];
      expect(tracesOf(file, ...words), `call ${at}, ${ended}`).toEqual([]);
      clock.advance(120_000);
      await bank.runDue();
      expect(tracesOf(file, ...words), `later, call ${at}, ${ended}`).toEqual([]);
      expect([...provider.open.keys()], `open at the provider, call ${at}, ${ended}`).toEqual([
        `login-of-${BOB}`,
      ]);
      expect(JSON.stringify(rowsOf(file, BOB).filter(({ namespace }) => namespace !== 'link-sessions'))).toBe(
        JSON.stringify(
          (JSON.parse(bobs) as { namespace?: string }[]).filter(
            ({ namespace }) => namespace !== 'link-sessions',
          ),
        ),
      );
      await bank.close();
    }
    expect(total).toBeGreaterThan(1);
  },
  LONG,
);

/** An erasure that something goes wrong in at call number `at`. */
async function interrupted(
  at: number,
  mode: Mode,
): Promise<{ readonly done: boolean; readonly scene: Scene }> {
  const provider = new Provider();
  const scene: Scene = { ...stage({ provider }), connection: '', link: '' };
  await scene.bank.sync((await connect(scene.bank.user(BOB))).id);
  await synced(scene);
  const second = await connect(scene.bank.user(ADA), 'second-login');
  provider.down = true;
  await scene.bank.user(ADA).connections.remove(second.id);
  provider.down = false;
  const point = new FaultPoint(at, mode);
  const bank = scene.other((store) => faultyStore(store, point));
  const { signal } = point.controller;
  const outcome = await bank
    .user(ADA)
    .erase({ signal })
    .then(
      () => 'done',
      (error: unknown) => String(error),
    );
  expect(point.where === undefined || mode !== 'abort' || outcome !== '').toBe(true);
  return { done: point.calls < at, scene };
}

test.each<Mode>(['fail before', 'fail after', 'die before', 'die after', 'abort'])(
  'an erasure that is cut off at every call (%s) is taken to its end by runDue',
  async (mode) => {
    let total = 0;
    for (let at = 1; ; at++) {
      const { done, scene } = await interrupted(at, mode);
      if (done) break;
      total = at;
      const { bank, file, provider, clock, connection } = scene;
      const begun = dump(file)['records']?.some(({ namespace }) => namespace === 'erasures');
      clock.advance(31_000);
      await bank.runDue();
      clock.advance(3_600_000);
      await bank.runDue();
      if (!begun) await bank.user(ADA).erase();
      expect(tracesOf(file, ADA, connection, 'second-login'), `call ${at}`).toEqual([]);
      expect([...provider.open.keys()], `call ${at}`).toEqual([`login-of-${BOB}`]);
      const [erasure, ...more] = await all(bank.erasures.list());
      expect(more).toEqual([]);
      expect(erasure, `call ${at}`).toMatchObject({ counts: { transactions: 2, connections: 2 } });
      expect(erasure?.completedAt).not.toBeNull();
      expect(await bank.audit.verify()).toMatchObject({ ok: true });
      await bank.close();
    }
    expect(total).toBeGreaterThan(10);
  },
  LONG,
);
