import { expect, describe, test } from 'vitest';
import { StoreUnavailableError } from 'bankweave';
import { EVERY_USER, type Records } from 'bankweave/store';
import { STORES } from '../client/banks.ts';
import { Scene } from './scene.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe.each(STORES)('notices on $name', ({ open }) => {
  test('are acted on after ten quiet seconds, once', async () => {
    const scene = await Scene.open(open());
    const [before, wanted] = [await scene.runs(), await scene.wanted()];
    expect(await scene.send({})).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(await scene.wanted()).toBe(wanted + 1);
    scene.clock.jump(9 * SECOND);
    expect(await scene.bank.runDue()).toEqual([]);
    scene.clock.jump(SECOND);
    expect(await scene.bank.runDue()).toHaveLength(1);
    for (let n = 0; n < 10; n++) {
      scene.clock.jump(30 * SECOND);
      await scene.bank.runDue();
    }
    expect(await scene.runs()).toBe(before + 1);
  });

  test('that go on coming are acted on a minute after the first', async () => {
    const scene = await Scene.open(open());
    const before = await scene.runs();
    const at: number[] = [];
    for (let second = 0; second < 200; second += 5) {
      await scene.send({ id: `event-${second}` });
      const runs = await scene.runs();
      await scene.bank.runDue();
      if ((await scene.runs()) > runs) at.push(second);
      scene.clock.jump(5 * SECOND);
    }
    // Each run serves what came up to then; the next minute begins with the next notice.
    expect(at).toEqual([60, 125, 190]);
    expect(await scene.runs()).toBe(before + 3);
  });

  test('come a thousand times and count once, early, late and at the same moment', async () => {
    const scene = await Scene.open(open());
    const before = await scene.runs();
    await Promise.all(Array.from({ length: 200 }, () => scene.send({})));
    scene.clock.jump(10 * SECOND);
    await scene.bank.runDue();
    for (let hour = 0; hour < 71; hour++) {
      await scene.send({});
      scene.clock.jump(30 * SECOND);
      await scene.bank.runDue();
      scene.clock.jump(-30 * SECOND);
    }
    expect(await scene.runs()).toBe(before + 1);
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 1, duplicates: 270 });
    // Nobody remembers for ever: much later it is one more look, and no harm.
    scene.clock.jump(73 * HOUR);
    await scene.bank.runDue();
    expect(await scene.rows()).toEqual([]);
    const then = await scene.runs();
    await scene.send({});
    scene.clock.jump(10 * SECOND);
    await scene.bank.runDue();
    expect(await scene.runs()).toBe(then + 1);
  });

  test('that nothing tells from one another are gathered, and each later one asks for a look of its own', async () => {
    const scene = await Scene.open(open());
    const before = await scene.runs();
    const unknown = { id: null } as never;
    for (const wave of [1, 2]) {
      await Promise.all(Array.from({ length: 100 }, () => scene.send(unknown)));
      scene.clock.jump(10 * SECOND);
      await scene.bank.runDue();
      expect(await scene.runs()).toBe(before + wave);
      scene.clock.jump(HOUR);
      await scene.bank.runDue();
      expect(await scene.rows()).toEqual([]);
    }
  });

  test('during the last page of a running sync are followed by another sync', async () => {
    const scene = await Scene.open(open());
    const before = await scene.runs();
    let sent = false;
    scene.script.before = async (method) => {
      if (method !== 'feed.pull' || sent) return;
      sent = true;
      await scene.send({ id: 'in the middle' });
    };
    await scene.bank.sync(scene.connection.id);
    expect(sent).toBe(true);
    scene.clock.jump(10 * SECOND);
    expect(await scene.bank.runDue()).toHaveLength(1);
    expect(await scene.runs()).toBe(before + 2);
  });

  test('that join others which wait are not forgotten by a sync that began before them', async () => {
    const scene = await Scene.open(open());
    await scene.send({ id: 'first' });
    scene.clock.jump(3 * SECOND);
    scene.script.before = async (method) => {
      if (method === 'feed.pull') await scene.send({ id: 'second' });
    };
    await scene.bank.sync(scene.connection.id);
    scene.script.before = () => {};
    scene.clock.jump(10 * SECOND);
    expect(await scene.bank.runDue()).toHaveLength(1);
  });

  test('that are urgent are acted on at once, but a flood of them is not', async () => {
    const scene = await Scene.open(open());
    const before = await scene.runs();
    await scene.send({ id: 'a', type: 'revoked' });
    expect(await scene.bank.runDue()).toHaveLength(1);
    for (let n = 0; n < 50; n++) {
      await scene.send({ id: `flood ${n}`, type: 'inspect', urgent: true });
      await scene.bank.runDue();
    }
    expect(await scene.runs()).toBe(before + 1);
    scene.clock.jump(10 * SECOND);
    await scene.bank.runDue();
    expect(await scene.runs()).toBe(before + 2);
    await scene.send({ id: 'b', urgent: true });
    await scene.bank.runDue();
    expect(await scene.runs()).toBe(before + 3);
  });

  test('of an end are believed only once the provider says so itself', async () => {
    const scene = await Scene.open(open());
    await scene.send({ id: 'a', type: 'revoked', about: 'consent_ended' });
    expect((await scene.bank.user('ada').connections.get(scene.connection.id)).status).toBe('active');
    await scene.bank.runDue();
    expect(scene.script.calls.filter((name) => name === 'connection.inspect').length).toBeGreaterThan(1);
    expect((await scene.bank.user('ada').connections.get(scene.connection.id)).status).toBe('active');
  });

  test('concern everybody who linked that login, and nobody else', async () => {
    const scene = await Scene.open(open());
    const [same, other] = [await scene.link('bob', '1'), await scene.link('cyd', '2')];
    await scene.bank.runDue();
    await scene.send({});
    scene.clock.jump(10 * SECOND);
    const synced = (await scene.bank.runDue()).map(({ connectionId }) => connectionId);
    expect(synced.sort()).toEqual([scene.connection.id, same.id].sort());
    expect(synced).not.toContain(other.id);
  });

  test('about strangers, removed and erased connections are passed over without a trace', async () => {
    const scene = await Scene.open(open());
    const removed = await scene.link('bob', '2');
    const erased = await scene.link('cyd', '3');
    await scene.bank.runDue();
    await scene.bank.user('bob').connections.remove(removed.id);
    await scene.store.ledger.erase({ userId: 'cyd' });
    const said = scene.lines.length;
    for (const login of ['login-9', 'login-2', 'login-3', '__proto__', "' OR 1=1 --", 'LOGIN-1', 'login-1 '])
      expect(await scene.send({ id: login, login })).toMatchObject({ status: 200 });
    expect(await scene.rows()).toEqual([]);
    expect(scene.lines.slice(said)).toEqual([]);
    expect(await scene.store.ledger.wanted(erased.id)).toBe(0);
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 0, unknown: 7 });
  });

  test('that were waiting when their user was erased leave nothing', async () => {
    const scene = await Scene.open(open());
    await scene.send({ id: 'a' });
    await scene.send({ id: 'b', urgent: true });
    expect(await scene.rows()).toHaveLength(1);
    await scene.store.ledger.erase({ userId: 'ada' });
    expect(await scene.rows()).toEqual([]);
    // As if it had been written a moment after the erasure.
    const late = {
      namespace: 'notice-windows',
      key: scene.connection.id,
      userId: 'ada',
      dueAt: scene.clock.now(),
    };
    await scene.store.records.write([{ ...late, value: { first: 1, urgentAt: null, seen: [] } }]);
    await scene.bank.runDue();
    expect(await scene.rows()).toEqual([]);
    expect(await scene.store.ledger.due(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
  });

  test('in any order end in the same state', async () => {
    const ends: unknown[] = [];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0, 0, 1],
    ]) {
      const scene = await Scene.open(open());
      for (const n of order) {
        await scene.send({ id: `event-${n}`, type: (['sync', 'revoked', 'inspect'] as const)[n] ?? 'sync' });
        scene.clock.jump(15 * SECOND);
        await scene.bank.runDue();
      }
      const { status, health } = await scene.bank.user('ada').connections.get(scene.connection.id);
      ends.push({ status, health });
    }
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
  });

  test('are answered with 503 while the store is away, and then taken', async () => {
    const store = open();
    const scene = await Scene.open(store);
    const down = { at: 'none' };
    const broken = <T extends object>(part: T, name: string): T =>
      new Proxy(part, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            if (down.at === `${name}.${String(key)}`) throw new StoreUnavailableError('down');
            return (value as (...given: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    Object.assign(store, {
      ledger: broken(store.ledger, 'ledger'),
      records: broken(store.records, 'records'),
    });
    const wanted = await scene.wanted();
    for (const at of ['ledger.connectionsOf', 'records.get', 'ledger.wantAll', 'records.write']) {
      down.at = at;
      expect(await scene.send({}), at).toMatchObject({ status: 503, outcome: 'unavailable' });
    }
    down.at = 'none';
    expect(await scene.rows()).toEqual([]);
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 0, unavailable: 4, duplicates: 0 });
    expect(await scene.send({})).toMatchObject({ status: 200 });
    expect(await scene.wanted()).toBeGreaterThan(wanted);
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 1 });
  });

  test('whose write lost a race are stored all the same', async () => {
    const store = open();
    const scene = await Scene.open(store);
    let lost = 0;
    const { records } = store;
    const racing: Records = {
      get: (...args) => records.get(...args),
      list: (...args) => records.list(...args),
      due: (...args) => records.due(...args),
      async write(writes) {
        // Another process stores an event of its own between our look and our write.
        if (lost++ < 3 && writes[0]?.namespace === 'notice-windows') {
          const { key, userId } = writes[0];
          const now = await records.get(EVERY_USER, 'notice-windows', key);
          const value = {
            first: 1,
            urgentAt: null,
            seen: [[`theirs ${lost}`, Math.floor(scene.clock.now() / 1_000)]],
          };
          await records.write([
            { namespace: 'notice-windows', key, userId, value, ifVersion: now?.version ?? 0 },
          ]);
        }
        return records.write(writes);
      },
    };
    Object.assign(store, { records: racing });
    expect(await scene.send([{ id: 'a' }, { id: 'b' }])).toMatchObject({ status: 200 });
    expect((await scene.rows())[0]?.value).toMatchObject({ seen: { length: 3 } });
  });

  test('tell listeners what they are about, after they are stored', async () => {
    const scene = await Scene.open(open());
    const heard: unknown[] = [];
    scene.bank.on('connection.noticed', ({ type, ...event }) => heard.push(event) && type);
    await scene.send({ id: 'a', type: 'inspect', about: 'new_accounts' });
    await scene.send({ id: 'a', type: 'inspect', about: 'new_accounts' });
    await scene.send({ id: 'b' });
    const facts = { userId: 'ada', connectionId: scene.connection.id, provider: 'acme' };
    expect(heard).toEqual([
      { ...facts, about: 'new_accounts' },
      { ...facts, about: 'data' },
    ]);
  });

  test('wake `work` up', async () => {
    const scene = await Scene.open(open());
    const stop = new AbortController();
    const working = scene.bank.work({ signal: stop.signal });
    const before = await scene.runs();
    await scene.send({});
    scene.clock.jump(10 * SECOND);
    await expect.poll(() => scene.runs(), { timeout: 5_000 }).toBe(before + 1);
    stop.abort();
    await working;
  });
});

test('a clock that is set back keeps no notice waiting', async () => {
  const [memory] = STORES;
  const scene = await Scene.open(memory?.open() as never);
  await scene.send({ id: 'a' });
  scene.clock.jump(-HOUR);
  await scene.send({ id: 'b' });
  scene.clock.jump(10 * SECOND);
  expect(await scene.bank.runDue()).toHaveLength(1);
});
