import { describe, expect, test } from 'vitest';
import { type BankEvent, createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { errorOf, link, scene, STORES, worldOf } from './banks.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe.each(STORES)('events on $name', ({ open }) => {
  test('come after the commit, in the order of the feed, each once', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const seen: BankEvent[] = [];
    const unreadable: string[] = [];
    const types = ['transaction.added', 'transaction.modified', 'transaction.removed'] as const;
    for (const type of [
      ...types,
      'account.added',
      'account.modified',
      'connection.added',
      'connection.modified',
    ] as const)
      bank.on(type, (event) => void seen.push(event));
    bank.on('transaction.added', async ({ transaction }) => {
      const found = await ada.transactions.get(transaction.id).catch(() => undefined);
      if (!found) unreadable.push(transaction.id);
    });
    const order: string[] = [];
    bank.on('sync.completed', ({ run }) => void order.push(run.status));
    const { id } = await link(ada);
    await bank.sync(id);
    const [row] = (await ada.transactions.list({ status: 'posted' })).items;
    await ada.transactions.update(row?.id ?? '', { notes: 'n' });
    await ada.transactions.remove(row?.id ?? '');
    await ada.transactions.restore(row?.id ?? '');
    world.advance({ days: 1 });
    await bank.sync(id);
    await settled();
    const feed = [];
    for (let after: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof bank.changes>> = await bank.changes({ after, limit: 1_000 });
      feed.push(...page.items);
      after = page.next;
      if (!page.hasMore) break;
    }
    expect(seen).toEqual(feed);
    expect(unreadable).toEqual([]);
    expect(order).toEqual(['complete', 'complete']);
  });

  test('a connection that needs the person says so once, and once that it has recovered', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const said: string[] = [];
    for (const type of ['connection.action_required', 'connection.recovered', 'sync.failed'] as const)
      bank.on(type, (event) => void said.push(event.type));
    const { id } = await link(ada);
    await bank.sync(id);
    world.fail('river-bank.ada', { kind: 'login_required' });
    const login = world.login('river-bank', 'ada').id;
    world.fail(login, { kind: 'login_required' });
    for (let times = 0; times < 3; times++) {
      expect(await errorOf(() => bank.sync(id))).toMatchObject({
        code: 'action_required',
        action: 'reauthenticate',
      });
    }
    expect((await ada.connections.get(id)).status).toBe('action_required');
    const repair = await ada.links.repair(id);
    await ada.links.complete('faker', repair.id);
    expect((await bank.runDue()).map(({ run }) => run?.status)).toEqual(['complete']);
    await settled();
    expect(said.filter((type) => type !== 'sync.failed')).toEqual([
      'connection.action_required',
      'connection.recovered',
    ]);
    expect(said.filter((type) => type === 'sync.failed')).toHaveLength(3);
    expect((await ada.connections.get(id)).status).toBe('active');
  });
});

test('a listener that throws, now or later, harms nobody and is told to the logger', async () => {
  const world = worldOf(7);
  const told: unknown[] = [];
  const nothing = (): void => {};
  const logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (...all: unknown[]) => void told.push(all),
  };
  await using bank = createBankweave({
    adapters: [faker({ world, historyDays: 30 })],
    clock: world.clock,
    logger,
  });
  const heard: string[] = [];
  bank.on('sync.completed', () => {
    throw new Error('secret');
  });
  bank.on('sync.completed', async () => {
    throw new Error('secret');
  });
  const listener = ({ type }: BankEvent): void => void heard.push(type);
  const stop = bank.on('sync.completed', listener);
  bank.on('sync.completed', listener);
  const { id } = await link(bank.user('ada'));
  expect((await bank.sync(id)).status).toBe('complete');
  await settled();
  expect(heard).toHaveLength(2);
  expect(told).toHaveLength(2);
  expect(JSON.stringify(told)).not.toContain('secret');
  stop();
  stop();
  await bank.sync(id);
  await settled();
  expect(heard).toHaveLength(3);
});

test('an event that does not exist, and a listener that is none, are refused', async () => {
  const { bank } = scene();
  expect(await errorOf(() => bank.on('transaction.updated' as never, () => {}))).toMatchObject({
    code: 'invalid_input',
    field: 'type',
    expected: expect.stringContaining('transaction.modified') as string,
  });
  expect(await errorOf(() => bank.on('sync.failed', 'log' as never))).toMatchObject({ field: 'listener' });
});
