import { describe, expect, test } from 'vitest';
import type { AuditLine } from 'bankweave';
import { StoreUnavailableError } from '../../src/errors/catalog.ts';
import { all, codeOf } from '../client/banks.ts';
import { connect, dump, type GrantBank, type GrantUser, stage, type Stage } from '../privacy/stage.ts';

const ADA = 'ada-3f9a1c77';

interface Deed {
  readonly name: string;
  readonly lines: readonly string[];
  readonly run: (bank: GrantBank, ada: GrantUser, scene: Scene) => Promise<unknown>;
  readonly prepare?: (scene: Scene) => Promise<void>;
}

interface Scene extends Stage {
  connection: string;
  transaction: string;
  link: string;
}

const DEEDS: readonly Deed[] = [
  {
    name: 'a sync',
    lines: ['credentials.read', 'provider.call'],
    run: (bank, _, { connection }) => bank.sync(connection),
  },
  {
    name: 'a sync that renews its token',
    lines: ['credentials.read', 'provider.call', 'credentials.refresh'],
    prepare: async ({ provider }) => {
      for (const token of provider.open.values()) provider.stale.add(token);
    },
    run: (bank, _, { connection }) => bank.sync(connection),
  },
  {
    name: 'the start of a link',
    lines: ['link.start', 'provider.call'],
    run: (_, ada) => ada.links.start('grants'),
  },
  {
    name: 'the start of a repair',
    lines: ['link.repair', 'credentials.read', 'provider.call'],
    run: (_, ada, { connection }) => ada.links.repair(connection),
  },
  {
    name: 'the end of a link',
    lines: [
      'link.complete',
      'provider.call',
      'credentials.write',
      'credentials.read',
      'provider.call',
      'consent.change',
    ],
    prepare: async (scene) => {
      scene.link = (await scene.bank.user(ADA).links.start('grants')).id;
    },
    run: (_, ada, { link }) => ada.links.complete('grants', link, { code: 'another-login' }),
  },
  {
    name: 'a removal',
    lines: ['connection.remove'],
    run: (_, ada, { connection }) => ada.connections.remove(connection),
  },
  {
    name: 'a deleted row',
    lines: ['transaction.delete'],
    run: (_, ada, { transaction }) => ada.transactions.remove(transaction),
  },
  {
    name: 'a restored row',
    lines: ['transaction.restore'],
    prepare: ({ bank, transaction }) => bank.user(ADA).transactions.remove(transaction),
    run: (_, ada, { transaction }) => ada.transactions.restore(transaction),
  },
  {
    name: 'an account switched off',
    lines: ['account.update'],
    run: async (_, ada) =>
      ada.accounts.update((await ada.accounts.list()).items[0]?.id ?? '', { enabled: false }),
  },
  { name: 'an export', lines: ['export'], run: (_, ada) => all(ada.export()) },
];

async function scene(deed: Deed): Promise<Scene> {
  const scene: Scene = { ...stage(), connection: '', transaction: '', link: '' };
  const ada = scene.bank.user(ADA);
  scene.connection = (await connect(ada)).id;
  await scene.bank.sync(scene.connection);
  scene.transaction = (await ada.transactions.list()).items[0]?.id ?? '';
  await deed.prepare?.(scene);
  return scene;
}

const linesOf = async ({ bank }: Scene, after: number): Promise<AuditLine[]> =>
  (await all(bank.audit.list({ userId: ADA }))).filter(({ seq }) => seq > after);

describe.each(DEEDS)('$name', (deed) => {
  test('has its lines, and each is there before the provider is asked or anything is changed', async () => {
    const at = await scene(deed);
    const before = (await linesOf(at, 0)).length;
    const state = withoutAudit(at.file);
    const asked: { method: string; lines: number; same: boolean }[] = [];
    at.provider.before = async (method) => {
      const lines = (await linesOf(at, before)).length;
      asked.push({ method, lines, same: true });
    };
    await deed.run(at.bank, at.bank.user(ADA), at);
    at.provider.before = () => {};
    const lines = await linesOf(at, before);
    expect(lines.map(({ action }) => action)).toEqual(deed.lines);
    for (const { method, lines: there } of asked) expect(there, method).toBeGreaterThan(0);
    for (const { facts, connectionId, actor } of lines) {
      expect(JSON.stringify(facts)).not.toMatch(/login|token|Plain Bank/);
      expect(connectionId === undefined || connectionId.startsWith('con_')).toBe(true);
      expect(['user', 'engine', 'app']).toContain(actor);
    }
    expect(await at.bank.audit.verify()).toMatchObject({ ok: true, faults: [] });
    expect(state).toBeTypeOf('string');
  });

  test('does not happen where its line cannot be written', async () => {
    const at = await scene(deed);
    const state = withoutAudit(at.file);
    const calls = at.provider.calls.length;
    const deaf = at.other((store) => ({
      ...store,
      records: new Proxy(store.records, {
        get(records, key) {
          const value = Reflect.get(records, key) as (...args: unknown[]) => Promise<unknown>;
          if (key !== 'write') return value.bind(records);
          return async (writes: Parameters<typeof records.write>[0]) => {
            if (writes.some(({ namespace }) => namespace === 'audit'))
              throw new StoreUnavailableError('No line can be written.');
            return records.write(writes);
          };
        },
      }),
    }));
    expect(await codeOf(() => deed.run(deaf, deaf.user(ADA), at))).toBe('store_unavailable');
    expect(at.provider.calls.slice(calls)).toEqual([]);
    expect(withoutAudit(at.file)).toBe(state);
  });
});

test('a renewal that cannot be written down does not send a token', async () => {
  const at = await scene(DEEDS[0] as Deed);
  for (const token of at.provider.open.values()) at.provider.stale.add(token);
  const deaf = at.other((store) => ({
    ...store,
    records: new Proxy(store.records, {
      get(records, key) {
        const value = Reflect.get(records, key) as (...args: unknown[]) => Promise<unknown>;
        if (key !== 'write') return value.bind(records);
        return async (writes: Parameters<typeof records.write>[0]) => {
          if (JSON.stringify(writes).includes('credentials.refresh'))
            throw new StoreUnavailableError('No line.');
          return records.write(writes);
        };
      },
    }),
  }));
  await codeOf(() => deaf.sync(at.connection));
  expect(at.provider.calls).not.toContain('refresh');
});

test('lists are filtered, of one user, and in pages', async () => {
  const { bank } = stage();
  const [ada, bob] = [bank.user(ADA), bank.user('bob-1')];
  const { id } = await connect(ada);
  await connect(bob);
  for (let n = 0; n < 4; n++) await bank.sync(id);
  const calls = await all(ada.audit.list({ action: 'provider.call', connectionId: id }));
  expect(calls.map(({ facts }) => facts.class)).toEqual(['link', 'sync', 'sync', 'sync', 'sync']);
  const page = await ada.audit.list({ limit: 3 });
  const next = await ada.audit.list({ limit: 3, after: page.next });
  expect([...page.items, ...next.items].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await all(ada.audit.list({ from: '2026-11-21' }))).toEqual([]);
  expect((await all(ada.audit.list({ to: '2026-11-20' }))).length).toBeGreaterThan(5);
  expect(new Set((await all(bank.audit.list())).map(({ userId }) => userId))).toEqual(
    new Set([ADA, 'bob-1']),
  );
  expect(await all(bank.audit.list({ userId: 'bob-1', connectionId: id }))).toEqual([]);
  expect(await codeOf(async () => ada.audit.list({ action: 'sing' as never }))).toBe('invalid_input');
});

/** Everything in the file but what leases, wishes, revisions of the log and lines of the audit log do to it. */
function withoutAudit(file: string): string {
  const { leases: _l, feed_state: _f, wanted: _w, records = [], ...tables } = dump(file);
  const kept = records.filter(({ namespace }) => !String(namespace).startsWith('audit'));
  return JSON.stringify({ ...tables, kept });
}
