import { describe, expect, test } from 'vitest';
import { all, link, scene, STORES } from './banks.ts';

describe.each(STORES)('the front door on $name', ({ open }) => {
  test('link, sync, read, change and check: the whole way', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const connection = await link(ada);
    const run = await bank.sync(connection.id, { attended: { ip: '203.0.113.7' } });
    expect(run.status).toBe('complete');
    expect(run.counts.added).toBeGreaterThan(50);

    const accounts = await ada.accounts.list();
    expect(accounts.items.length).toBeGreaterThan(1);
    const rows = await all(ada.transactions.list());
    expect(rows.length).toBe(run.counts.added);
    expect(rows.map(({ date }) => date)).toEqual(
      rows
        .map(({ date }) => date)
        .sort()
        .reverse(),
    );

    world.advance({ days: 2 });
    const before = await bank.changes({ limit: 1_000 });
    expect(before.hasMore).toBe(false);
    await bank.sync(connection.id);
    const news = await ada.changes({ after: before.next });
    expect(news.items.length).toBeGreaterThan(0);
    expect(news.items.every(({ userId }) => userId === 'ada')).toBe(true);
    expect((await ada.changes({ after: news.next })).items).toEqual([]);

    const account = accounts.items[0]?.id ?? '';
    expect((await ada.balances.history(account, { from: '2020-01-01' })).items.length).toBeGreaterThan(0);
    expect((await ada.institutions.search('faker', { query: 'RIVER' })).map(({ id }) => id)).toContain(
      'river-bank',
    );
    expect((await bank.runs.list({ connectionId: connection.id })).items.map(({ status }) => status)).toEqual(
      ['complete', 'complete'],
    );
    expect((await ada.connections.list()).items.map(({ id }) => id)).toEqual([connection.id]);
    expect((await bank.check()).findings).toEqual([]);
  });

  test("the host's fields stay through syncs, and can be written while one runs", async () => {
    const { bank, ada, world } = scene({ store: open(), pageSize: 20 });
    const { id } = await link(ada);
    await bank.sync(id);
    const [row] = (await ada.transactions.list({ status: 'posted', limit: 1 })).items;
    if (!row) throw new Error('no row');
    world.advance({ days: 20 });
    world.rename(row.providerTransactionId, 'Renamed at the bank');
    let written: Promise<unknown> | undefined;
    const run = await bank.sync(id, {
      onProgress({ stage }) {
        if (stage === 'pulling')
          written ??= ada.transactions.update(row.id, { notes: 'mine', categoryOverride: 'food' });
      },
    });
    await written;
    expect(run.status).toBe('complete');
    expect(run.counts.modified).toBeGreaterThan(0);
    const now = await ada.transactions.get(row.id);
    expect(now).toMatchObject({
      notes: 'mine',
      categoryOverride: 'food',
      description: 'Renamed at the bank',
    });
    expect((await ada.transactions.update(row.id, { notes: '' })).notes).toBe('');
    expect(await ada.transactions.update(row.id, { notes: null })).not.toHaveProperty('notes');
    const { revision } = await ada.transactions.get(row.id);
    const { next } = await bank.changes({ limit: 1_000 });
    expect((await ada.transactions.update(row.id, {})).revision).toBe(revision);
    expect((await bank.changes({ after: next })).items).toEqual([]);
  });

  test('an account can be switched off while a sync runs, and catches up once it is on again', async () => {
    const { bank, ada, world } = scene({ store: open(), pageSize: 20 });
    const { id } = await link(ada);
    await bank.sync(id);
    const account = (await ada.accounts.list()).items.find(({ subtype }) => subtype === 'checking');
    if (!account) throw new Error('no account');
    world.advance({ days: 30 });
    let switched: Promise<unknown> | undefined;
    await bank.sync(id, {
      onProgress({ stage }) {
        if (stage === 'pulling') switched ??= ada.accounts.update(account.id, { enabled: false });
      },
    });
    await switched;
    expect((await ada.accounts.get(account.id)).enabled).toBe(false);
    const held = await all(ada.transactions.list({ accountId: account.id, status: 'posted' }));
    world.advance({ days: 30 });
    await bank.sync(id);
    expect(await all(ada.transactions.list({ accountId: account.id, status: 'posted' }))).toEqual(held);
    expect((await bank.check()).findings).toEqual([]);
    await ada.accounts.update(account.id, { enabled: true });
    await bank.sync(id);
    expect(
      (await all(ada.transactions.list({ accountId: account.id, status: 'posted' }))).length,
    ).toBeGreaterThan(held.length);
    expect((await bank.check()).findings).toEqual([]);
  });

  test('a connection that is removed keeps its rows and is synced no more until its login is linked again', async () => {
    const { bank, ada } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    expect((await ada.connections.remove(id)).status).toBe('removed');
    expect((await ada.connections.remove(id)).status).toBe('removed');
    expect((await all(ada.transactions.list())).length).toBeGreaterThan(50);
    await expect(bank.sync(id)).rejects.toMatchObject({ code: 'conflict', connectionId: id });
    await expect(ada.links.repair(id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bank.runDue()).toEqual([]);
    const again = await link(ada);
    expect(again).toMatchObject({ id, status: 'active' });
  });
});
