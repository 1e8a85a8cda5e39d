import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createBankweave, memoryStore } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { codeOf, errorOf, link, scene, STORES, tempFile } from './banks.ts';
import { BANK_CALLS, USER_CALLS } from './calls.ts';
import { plain } from './plain-adapter.ts';

describe.each(STORES)('close on $name', ({ open }) => {
  test('afterwards every call gives `closed`', async () => {
    const { bank, ada } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    await Promise.all([bank.close(), bank.close()]);
    await bank.close();
    for (const [name, { call }] of Object.entries(USER_CALLS))
      expect(await codeOf(() => call(ada, id as never)), name).toBe('closed');
    for (const [name, { call }] of Object.entries(BANK_CALLS))
      expect(await codeOf(() => call(bank, id as never)), name).toBe('closed');
    expect(await errorOf(() => bank.on('sync.completed', () => {}))).toMatchObject({ code: 'closed' });
    expect(await codeOf(() => bank.user('eve').changes())).toBe('closed');
  });

  test('stops syncs under way, whole: nothing of them is half written', async () => {
    const store = open();
    const { adapter, script } = plain();
    const bank = createBankweave({ adapters: [adapter], store });
    const ada = bank.user('ada');
    const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
    let pulling = (): void => {};
    const started = new Promise<void>((resolve) => (pulling = resolve));
    script.before = (method) => {
      if (method !== 'feed.pull') return undefined;
      pulling();
      return new Promise(() => {});
    };
    const syncing = codeOf(() => bank.sync(id));
    const due = codeOf(() => bank.runDue());
    await started;
    const at = performance.now();
    await bank.close();
    expect(performance.now() - at).toBeLessThan(2_000);
    expect(await syncing).toBe('closed');
    expect([undefined, 'closed']).toContain(await due);
  });

  test('`await using` closes', async () => {
    const { world } = scene();
    let kept: ReturnType<typeof scene> | undefined;
    {
      const inner = scene({ store: open(), world });
      await using bank = inner.bank;
      await bank.changes();
      kept = inner;
    }
    expect(await codeOf(() => kept?.bank.changes())).toBe('closed');
  });
});

test('has freed what it held once it is done, so that the next process goes on at once', async () => {
  const file = tempFile();
  const { adapter, script } = plain();
  const bank = createBankweave({ adapters: [adapter], store: sqliteStore(file) });
  const ada = bank.user('ada');
  const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
  script.before = (method) => (method === 'feed.pull' ? new Promise(() => {}) : undefined);
  const syncing = codeOf(() => bank.sync(id));
  await expect.poll(() => script.calls).toContain('feed.pull');
  await bank.close();
  script.before = () => {};
  await using next = createBankweave({ adapters: [adapter], store: sqliteStore(file) });
  expect((await next.sync(id)).status).toBe('complete');
  expect(await syncing).toBe('closed');
});

test('every call of a user takes a signal, and an aborted one ends it with its reason', async () => {
  const { bank, ada } = scene();
  const { id } = await link(ada);
  await bank.sync(id);
  const reason = new Error('enough');
  const stopped = { signal: AbortSignal.abort(reason) } as never;
  for (const [name, { call }] of Object.entries(USER_CALLS))
    await expect(
      Promise.resolve().then(() => call(ada, id as never, stopped)),
      name,
    ).rejects.toBe(reason);
  for (const [name, { call }] of Object.entries(BANK_CALLS))
    if (name !== 'work')
      await expect(
        Promise.resolve().then(() => call(bank, id as never, stopped)),
        name,
      ).rejects.toBe(reason);
});

test('a sync that is aborted in the middle ends with the reason, and the next one goes on', async () => {
  const { bank, ada } = scene({ pageSize: 10 });
  const { id } = await link(ada);
  const stop = new AbortController();
  const reason = new Error('enough');
  const progress: string[] = [];
  await expect(
    bank.sync(id, {
      signal: stop.signal,
      onProgress({ stage }) {
        progress.push(stage);
        if (progress.length === 5) stop.abort(reason);
      },
    }),
  ).rejects.toBe(reason);
  expect((await ada.transactions.list()).items).toEqual([]);
  expect((await bank.sync(id)).status).toBe('complete');
  expect((await ada.transactions.list()).items).not.toEqual([]);
});

test.each(['close', 'abort'])(
  'nothing keeps a process alive after %s',
  async (how) => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=@bankweave/source',
        fileURLToPath(new URL('process.ts', import.meta.url)),
        how,
        tempFile(),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect({ code, said }).toEqual({ code: 0, said: 'done\n' });
  },
  20_000,
);

test('a store that cannot be opened can be opened later', async () => {
  const store = memoryStore();
  let fails = 1;
  const { adapter } = plain();
  const bank = createBankweave({
    adapters: [adapter],
    store: {
      ...store,
      async open(ports) {
        if (fails-- > 0) throw new Error('not yet');
        await store.open(ports);
      },
    },
  });
  await expect(bank.changes()).rejects.toThrow('not yet');
  expect((await bank.changes()).items).toEqual([]);
  await bank.close();
});
