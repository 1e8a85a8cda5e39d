import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bankweave, createBankweave, memoryStore, ProviderUnavailableError } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { all, codeOf, jumpingClock, STORES } from '../client/banks.ts';
import { plain, type PlainAdapter, row } from '../client/plain-adapter.ts';

function stage(store: Store = memoryStore()) {
  const clock = jumpingClock();
  const { adapter, script } = plain();
  script.rows = [row('r1', '-1.00', '2026-01-02' as never), row('r2', '-2.00', '2026-01-03' as never)];
  const bank: Bankweave<readonly [PlainAdapter]> = createBankweave({ adapters: [adapter], store, clock });
  onTestFinished(() => bank.close());
  const connect = async (user = 'ada', code = 'x') => {
    const { links } = bank.user(user);
    return links.complete('plain', (await links.start('plain')).id, { code });
  };
  const ada = bank.user('ada');
  const listed = async () => ({
    accounts: (await all(ada.accounts.list())).map(({ id }) => id),
    rows: (await all(ada.transactions.list())).map(({ id }) => id),
  });
  return { bank, ada, script, clock, store, connect, listed };
}

describe.each(STORES)('a removed login that is linked again on $name', ({ open }) => {
  test('row 24: is the same connection with the same accounts and rows, and goes on', async () => {
    const { bank, ada, script, clock, store, connect, listed } = stage(open());
    const first = await connect();
    await bank.sync(first.id);
    const before = await listed();
    expect(before.rows).toHaveLength(2);
    await ada.connections.remove(first.id);
    const again = await connect();
    expect(again).toMatchObject({ id: first.id, status: 'active', createdAt: first.createdAt });
    expect(await all(ada.connections.list())).toMatchObject([{ id: first.id, status: 'active' }]);
    expect(await store.records.list(EVERY_USER, 'credentials', { limit: 5 })).toMatchObject([
      { key: first.id },
    ]);
    script.rows = [...script.rows, row('r3', '-3.00', '2026-01-04' as never)];
    expect((await bank.runDue()).map(({ run }) => run?.status)).toEqual(['complete']);
    const after = await listed();
    expect(after.accounts).toEqual(before.accounts);
    expect(after.rows).toHaveLength(3);
    expect(after.rows).toEqual(expect.arrayContaining(before.rows));
    // A wish that comes in while a run is under way is not lost.
    let asked = false;
    script.before = async (method) => {
      if (method !== 'feed.pull' || asked) return;
      asked = true;
      await store.ledger.want(first.id, clock.now());
    };
    await bank.sync(first.id);
    script.before = () => {};
    expect(await bank.runDue()).toHaveLength(1);
    expect((await bank.check()).findings).toEqual([]);
  });

  test('row 24: eight callers of its session end with the one connection', async () => {
    const { bank, ada, connect, listed } = stage(open());
    const first = await connect();
    await bank.sync(first.id);
    const before = await listed();
    await ada.connections.remove(first.id);
    const { id } = await ada.links.start('plain');
    const made = await Promise.all(
      Array.from({ length: 8 }, () => ada.links.complete('plain', id, { code: 'x' })),
    );
    expect(new Set(made.map((one) => one.id))).toEqual(new Set([first.id]));
    await bank.runDue();
    expect(await listed()).toEqual(before);
  });

  test('stays removed while the provider is down, and comes back with the next attempt', async () => {
    const { ada, script, connect } = stage(open());
    const first = await connect();
    await ada.connections.remove(first.id);
    const { id } = await ada.links.start('plain');
    script.before = (method) => {
      if (method === 'connection.inspect') throw new ProviderUnavailableError('Down.');
    };
    expect(await codeOf(() => ada.links.complete('plain', id, { code: 'x' }))).toBe('provider_unavailable');
    expect((await ada.connections.get(first.id)).status).toBe('removed');
    script.before = () => {};
    expect(await ada.links.complete('plain', id)).toMatchObject({ id: first.id, status: 'active' });
  });

  test('another login and another person are other connections', async () => {
    const { ada, connect } = stage(open());
    const first = await connect();
    await ada.connections.remove(first.id);
    expect((await connect('eve')).id).not.toBe(first.id);
    expect((await connect('ada', 'y')).id).not.toBe(first.id);
    expect((await ada.connections.get(first.id)).status).toBe('removed');
  });
});
