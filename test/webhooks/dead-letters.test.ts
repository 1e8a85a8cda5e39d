import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { memoryStore, StoreUnavailableError, systemClock } from 'bankweave';
import { EVERY_USER } from 'bankweave/store';
import { rewrap, unsafePlaintextVault, vault } from 'bankweave/vault';
import { systemRandom } from '../../src/internal/random.ts';
import { DEAD_LETTERS, keepLetter, sweepLetters } from '../../src/webhooks/dead-letters.ts';
import { all, STORES } from '../client/banks.ts';
import { codeOf, Scene } from './scene.ts';
import { type AcmeEvent } from './signed-adapter.ts';

const secret = (): string => randomBytes(32).toString('base64');
const seal = () => vault({ keys: [{ id: 'one', secret: secret() }] });
const BROKEN = { id: 'canary-event-id', login: 'login-1', type: 'nonsense' as AcmeEvent['type'] & string };

describe.each(STORES)('dead letters on $name', ({ open }) => {
  test('keep what was genuine and could not be read, sealed, and can be read again', async () => {
    const store = open();
    const scene = await Scene.open(store, {}, { vault: seal() });
    const wanted = await scene.wanted();
    const received = await scene.send(BROKEN as never);
    expect(received).toMatchObject({ status: 200, outcome: 'dead_letter' });
    expect(await scene.wanted()).toBe(wanted);
    const [letter, ...others] = await all(scene.bank.webhooks.deadLetters.list());
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ provider: 'acme', code: 'adapter_contract', bytes: 60, replayable: true });
    const stored = JSON.stringify(await scene.rows());
    for (const canary of [
      'canary',
      'login-1',
      Buffer.from('canary-event-id').toString('base64').slice(0, 16),
    ])
      expect(stored).not.toContain(canary);
    expect(scene.lines.join()).not.toContain('canary');
    const id = letter?.id ?? '';
    // The adapter still cannot read it, so it stays.
    expect(await codeOf(scene.bank.webhooks.deadLetters.replay(id))).toBe('adapter_contract');
    expect(await scene.bank.webhooks.deadLetters.list()).toMatchObject({ items: [{ id }] });
    // Another key, and an adapter that was mended.
    Object.assign(scene.adapter.webhooks, {
      parse: () => [{ type: 'sync', providerConnectionId: 'login-1', dedupeKey: 'x' }],
    });
    expect(await scene.bank.webhooks.deadLetters.replay(id)).toMatchObject({
      status: 200,
      outcome: 'accepted',
    });
    expect(await scene.wanted()).toBe(wanted + 1);
    expect((await scene.rows()).map(({ namespace }) => namespace)).toEqual(['notice-windows']);
    expect(await codeOf(scene.bank.webhooks.deadLetters.replay(id))).toBe('not_found');
  });

  test('outlive the key they were sealed with', async () => {
    const store = open();
    const [old, next] = [
      { id: 'one', secret: secret() },
      { id: 'two', secret: secret() },
    ];
    const ring = vault({ keys: [next, old] });
    const scene = await Scene.open(store, {}, { vault: vault({ keys: [old] }) });
    await scene.send(BROKEN as never);
    expect(await rewrap({ store, vault: ring })).toMatchObject({ failed: [], missed: 0 });
    const bodies = (await scene.rows()).filter(({ namespace }) => namespace === 'webhook-bodies');
    expect(bodies.map(({ value }) => ring.keyOf(value as string))).toEqual(['two']);
  });

  test('keep facts only where nothing could seal the body', async () => {
    for (const options of [{}, { vault: unsafePlaintextVault() }]) {
      const scene = await Scene.open(open(), {}, options);
      await scene.send(BROKEN as never);
      const rows = await scene.rows();
      expect(rows.map(({ namespace }) => namespace)).toEqual(['webhook-dead-letters']);
      expect(JSON.stringify(rows)).not.toContain('canary');
      const { items } = await scene.bank.webhooks.deadLetters.list();
      expect(items).toMatchObject([{ replayable: false }]);
      expect(await codeOf(scene.bank.webhooks.deadLetters.replay(items[0]?.id ?? ''))).toBe('conflict');
    }
  });

  test('are a hundred at most, and gone after a week', async () => {
    const scene = await Scene.open(open(), {}, { vault: seal() });
    const first = scene.clock.now();
    for (let n = 0; n < 130; n++) {
      await scene.send({ ...BROKEN, id: `${n}` } as never);
      scene.clock.jump(10);
    }
    const letters = await all(scene.bank.webhooks.deadLetters.list());
    expect(letters).toHaveLength(100);
    expect(await scene.rows()).toHaveLength(200);
    expect(Date.parse(letters[0]?.receivedAt ?? '')).toBeGreaterThanOrEqual(first + 300);
    scene.clock.jump(7 * 86_400_000);
    await scene.bank.runDue();
    expect(await scene.rows()).toEqual([]);
  });

  test('belong to nobody: of somebody who is erased nothing can be read in them, and they end by themselves', async () => {
    const store = open();
    const scene = await Scene.open(store, {}, { vault: seal() });
    await scene.send(BROKEN as never);
    const [letter] = await all(scene.bank.webhooks.deadLetters.list());
    await scene.bank.user('ada').erase();
    const left = await scene.rows();
    expect(left.map(({ namespace }) => namespace).sort()).toEqual(['webhook-bodies', 'webhook-dead-letters']);
    for (const { userId, key, value, dueAt } of left) {
      expect(userId).toBe('');
      expect(`${key}${JSON.stringify(value)}`).not.toMatch(/login-1|canary/);
      expect(dueAt).toBeLessThanOrEqual(scene.clock.now() + 7 * 86_400_000);
    }
    // Read again after all, it names a login that is nobody's any more.
    Object.assign(scene.adapter.webhooks, {
      parse: () => [{ type: 'sync', providerConnectionId: 'login-1', dedupeKey: 'x' }],
    });
    await scene.send(BROKEN as never);
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ unknown: 1 });
    await scene.bank.webhooks.deadLetters.replay(letter?.id ?? '');
    expect(scene.bank.webhooks.counts('acme')).toMatchObject({ unknown: 2, accepted: 0 });
    expect(await scene.rows()).toEqual([]);
  });

  test('of somebody who was erased are gone after a week, with nobody asking for it', async () => {
    const scene = await Scene.open(open(), {}, { vault: seal() });
    await scene.send(BROKEN as never);
    await scene.bank.user('ada').erase();
    scene.clock.jump(6 * 86_400_000);
    await scene.bank.runDue();
    expect(await scene.rows()).toHaveLength(2);
    scene.clock.jump(86_400_000);
    await scene.bank.runDue();
    expect(await scene.rows()).toEqual([]);
  });

  test('that cannot be kept are not answered as if they were', async () => {
    const store = open();
    const scene = await Scene.open(store, {}, { vault: seal() });
    const write = store.records.write.bind(store.records);
    store.records.write = async () => {
      throw new StoreUnavailableError('down');
    };
    expect(await scene.send(BROKEN as never)).toMatchObject({ status: 503 });
    store.records.write = write;
    expect(await scene.rows()).toEqual([]);
  });
});

test('whatever a parser gives out, it is checked before it goes on', async () => {
  const [memory] = STORES;
  const notice = { type: 'sync', providerConnectionId: 'login-1', dedupeKey: 'x' };
  const bad: unknown[] = [
    undefined,
    null,
    'sync',
    { ...notice },
    [null],
    ['sync'],
    [{ ...notice, type: 'delete' }],
    [{ ...notice, type: undefined }],
    [{ ...notice, providerConnectionId: '' }],
    [{ ...notice, providerConnectionId: 7 }],
    [{ ...notice, dedupeKey: '' }],
    [{ ...notice, dedupeKey: undefined }],
    [{ ...notice, dedupeKey: 'x'.repeat(5_000) }],
    Array.from({ length: 1_001 }, () => notice),
    [notice, { ...notice, type: 'x' }],
  ];
  for (const answer of bad) {
    const scene = await Scene.open(memory?.open() as never, { parse: () => answer as never });
    const wanted = await scene.wanted();
    expect(await scene.send({}), JSON.stringify(answer)?.slice(0, 80)).toMatchObject({
      outcome: 'dead_letter',
    });
    expect(await scene.wanted()).toBe(wanted);
  }
  const scene = await Scene.open(memory?.open() as never, {
    parse: () => {
      throw new TypeError('cannot read canary-body');
    },
  });
  expect(await scene.send({})).toMatchObject({ outcome: 'dead_letter' });
  expect(scene.lines.join()).not.toContain('canary-body');
  const { items } = await scene.bank.webhooks.deadLetters.list();
  expect(items).toMatchObject([{ code: 'adapter_contract' }]);
  expect(items[0]?.id).toMatch(/^acme\/\d{15}-letter_[0-9a-f]{32}$/);
  expect(scene.bank.webhooks.counts('acme')).toMatchObject({ deadLetters: 1 });
});

test('a letter is read again as it came, but for its headers, and is forgotten once that is done', async () => {
  const seen: unknown[] = [];
  const store = memoryStore();
  const scene = await Scene.open(
    store,
    {
      parse: ({ method, path, headers, body }) => {
        seen.push([method, path, headers, Buffer.from(body).toString('hex')]);
        if (seen.length === 1) throw new Error('not yet');
        return [];
      },
      verify: async () => {},
    },
    { vault: seal() },
  );
  const body = Buffer.from('7b00ff80', 'hex');
  await scene.bank.webhooks.receive('acme', { headers: { a: 'b' }, body, url: '/hook?x=1' });
  expect(scene.lines.join()).toContain('it is a dead letter');
  const write = store.records.write.bind(store.records);
  store.records.write = async (writes) => {
    await new Promise((resolve) => setImmediate(resolve));
    return write(writes);
  };
  const { items } = await scene.bank.webhooks.deadLetters.list();
  await scene.bank.webhooks.deadLetters.replay(items[0]?.id ?? '');
  expect(await scene.rows()).toEqual([]);
  expect(seen).toEqual([
    ['POST', '/hook?x=1', { a: 'b' }, '7b00ff80'],
    ['POST', '/hook?x=1', {}, '7b00ff80'],
  ]);
});

test('letters are counted by provider, and those too old are gone when the sweep is over', async () => {
  const store = memoryStore();
  const write = store.records.write.bind(store.records);
  let now = Date.UTC(2026, 10, 20);
  const clock = { ...systemClock, now: () => now };
  await store.open({ clock });
  const ports = { store, vault: unsafePlaintextVault(), clock, random: systemRandom } as never;
  const request = { method: 'POST', path: '', headers: {}, body: Buffer.from('x') };
  for (let n = 0; n < 100; n++) await keepLetter(ports, n % 2 ? 'one' : 'other', request, undefined);
  await keepLetter(ports, 'one', request, undefined);
  const letters = () => store.records.list(EVERY_USER, DEAD_LETTERS, { limit: 500 });
  expect(await letters()).toHaveLength(101);
  now += 7 * 86_400_000;
  store.records.write = async (writes) => {
    await new Promise((resolve) => setImmediate(resolve));
    return write(writes);
  };
  await sweepLetters(ports);
  expect(await letters()).toEqual([]);
});
