import { type BankEvent, type Connection, createBankweave } from 'bankweave';
import type { AdapterAccount, AnyAdapter, ConnectionCall } from 'bankweave/adapter-kit';
import { UnauthorizedError } from 'bankweave/adapter-kit';
import type { Store } from 'bankweave/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { account, row, ScriptedProvider } from '../support/scripted-adapter.ts';
import { all, errorOf, link, scene, STORES } from './banks.ts';

const gbp = (value: string) => ({ value, currency: 'GBP' });
const held = (value: string): Partial<AdapterAccount> => ({
  currency: 'GBP',
  balances: { kind: 'asset', current: gbp(value), available: null, limit: null, asOf: null },
});

/** A provider that is asked for live balances by `refresh`; linked, and synced unless told otherwise. */
async function withBalances(
  store: Store,
  refresh: (call: ConnectionCall) => Promise<readonly AdapterAccount[]>,
  { synced = true, consentEnds = null as number | null } = {},
) {
  const provider = new ScriptedProvider();
  const clock = new ManualClock();
  provider.accounts = [
    account('a', { ...held('10.00'), credit: { minimumPayment: gbp('5.00') } }),
    account('b', held('1.00')),
  ];
  let tokens = 0;
  let calls = 0;
  const { adapter } = provider;
  const connection: AnyAdapter['connection'] = {
    ...adapter.connection,
    inspect: async (call) => {
      const expiresAt = consentEnds === null ? null : new Date(clock.now() + consentEnds).toISOString();
      const consent = { scopes: [], grantedAt: null, expiresAt: expiresAt as never };
      return { ...(await adapter.connection.inspect(call)), consent };
    },
    refresh: async () => ({ token: `t${++tokens}` }),
  };
  const balances = { refresh: (call: ConnectionCall) => (calls++, refresh(call)) };
  const bank = createBankweave({
    adapters: [{ ...adapter, connection, balances } as AnyAdapter],
    clock,
    store,
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const started = await ada.links.start('scripted' as never);
  const linked: Connection = await ada.links.complete('scripted' as never, started.id);
  if (synced) await bank.sync(linked.id);
  return { bank, ada, clock, provider, id: linked.id, calls: () => calls };
}

/** Something to wait for. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe.each(STORES)('live balances, on $name', ({ open }) => {
  test('are stored with a snapshot, told to listeners, and make neither rows nor a run', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const [rows, runs] = [await all(ada.transactions.list()), await all(bank.runs.list())];
    const before = (await ada.accounts.list()).items.find(({ subtype }) => subtype === 'checking');
    const events: BankEvent['type'][] = [];
    bank.on('account.modified', ({ type }) => void events.push(type));
    world.advance({ hours: 1 });
    world.post(before?.providerAccountId ?? '', { amount: '-4.50', description: 'Corner Cafe' });

    const refreshed = await ada.balances.refresh(id);
    expect(refreshed).toHaveLength((await ada.accounts.list()).items.length);
    const after = refreshed.find((one) => one.id === before?.id);
    const wanted = world
      .login('river-bank', 'ada')
      .accounts.find((one) => one.id === after?.providerAccountId);
    expect(after?.balances.current).toEqual(wanted?.balances.current);
    expect(after?.balances.current).not.toEqual(before?.balances.current);
    expect(await ada.accounts.get(before?.id ?? '')).toEqual(after);
    const history = await all(ada.balances.history(before?.id ?? ''));
    expect(history.map(({ current }) => current)).toEqual([
      before?.balances.current,
      after?.balances.current,
    ]);
    expect(events).toContain('account.modified');
    expect(await all(ada.transactions.list())).toEqual(rows);
    expect(await all(bank.runs.list())).toEqual(runs);

    world.advance({ hours: 1 });
    await bank.sync(id);
    expect((await all(ada.transactions.list())).length).toBeGreaterThan(rows.length);
    const { findings } = await bank.check();
    expect(findings.filter(({ type }) => type === 'balance_drift' || type === 'feed_mismatch')).toEqual([]);
  });

  test('the same figures again are no news', async () => {
    const { ada, id, bank } = await withBalances(open(), async () => [account('a', held('10.00'))]);
    const { next } = await bank.changes({ limit: 500 });
    const [first] = await ada.balances.refresh(id);
    expect((await ada.balances.history(first?.id ?? '')).items).toHaveLength(1);
    expect((await bank.changes({ after: next })).items).toEqual([]);
  });

  test('concern known accounts only; terms and what the host decided stay', async () => {
    const { ada, id } = await withBalances(open(), async () => [
      account('a', held('7.00')),
      account('new', held('3.00')),
    ]);
    const [a] = (await ada.accounts.list()).items.filter((one) => one.providerAccountId === 'a');
    await ada.accounts.update(a?.id ?? '', { enabled: false });
    expect(await ada.balances.refresh(id)).toEqual([
      { ...a, enabled: false, balances: { ...a?.balances, current: gbp('7.00') } },
    ]);
    expect(a?.credit).toEqual({ minimumPayment: gbp('5.00') });
    const { items } = await ada.accounts.list();
    expect(items.map((one) => `${one.providerAccountId} ${one.status}`).sort()).toEqual([
      'a active',
      'b active',
    ]);
  });

  test('a token that is too old is renewed once; the person is there; the audit log has the read', async () => {
    const seen: unknown[] = [];
    const { ada, id, calls } = await withBalances(open(), async ({ credentials, attended }) => {
      seen.push(attended);
      if (credentials['token'] === undefined) throw new UnauthorizedError('old');
      return [account('a', held('7.00'))];
    });
    const audited = async () =>
      (await all(ada.audit.list()))
        .filter((line) => line.facts?.class === 'balances')
        .map((line) => line.action);
    expect(await audited()).toEqual([]);
    const attended = { ip: '203.0.113.7' };
    expect(await ada.balances.refresh(id, { attended })).toHaveLength(1);
    expect(calls()).toBe(2);
    expect(seen).toEqual([attended, attended]);
    expect((await audited()).sort()).toEqual(['credentials.read', 'provider.call']);
  });

  test('a sync and a refresh never run at the same time', async () => {
    const [asked, answer] = [gate(), gate()];
    const { ada, bank, id, provider, calls } = await withBalances(open(), async () => {
      asked.open();
      await answer.opened;
      return [account('a', held('7.00'))];
    });
    const refreshing = ada.balances.refresh(id);
    await asked.opened;
    expect(await errorOf(() => bank.sync(id))).toMatchObject({ code: 'lease_held' });
    answer.open();
    await refreshing;

    const [pulling, go] = [gate(), gate()];
    provider.onPull = () => [
      async () => {
        pulling.open();
        await go.opened;
      },
      { checkpoint: 'later' },
    ];
    const syncing = bank.sync(id);
    await pulling.opened;
    // Whoever waits asks again for the lease every 50 ms of the clock, and gives up after ten seconds of it.
    expect(await errorOf(() => ada.balances.refresh(id))).toMatchObject({ code: 'lease_held' });
    expect(calls()).toBe(1);
    go.open();
    expect((await syncing).status).toBe('complete');
    expect(await ada.balances.refresh(id)).toHaveLength(1);
  });

  test('whoever is erased during the call gets nothing written; notes written meanwhile do no harm', async () => {
    let during: () => Promise<unknown> = async () => {};
    let amount = 7;
    const { ada, bank, id, provider } = await withBalances(open(), async () => {
      await during();
      return [account('a', held(`${amount++}.00`))];
    });
    provider.publish({ upserts: [row('r1')] });
    await bank.sync(id);
    const [first] = (await ada.transactions.list()).items;
    during = () => ada.transactions.update(first?.id ?? '', { notes: 'split' });
    expect(await ada.balances.refresh(id)).toMatchObject([{ balances: { current: gbp('7.00') } }]);
    expect((await ada.transactions.get(first?.id ?? '')).notes).toBe('split');
    during = () => ada.erase();
    expect(await errorOf(() => ada.balances.refresh(id))).toMatchObject({ code: 'not_found' });
    expect((await ada.accounts.list()).items).toEqual([]);
    expect((await bank.check()).findings).toEqual([]);
  });

  test('what cannot be is refused before anybody is asked', async () => {
    const never = async () => [];
    const fresh = await withBalances(open(), never, { synced: false });
    expect(await errorOf(() => fresh.ada.balances.refresh(fresh.id))).toMatchObject({ code: 'conflict' });
    const invented = await errorOf(() => fresh.ada.balances.refresh(fresh.id, { attended: { ip: 'me' } }));
    expect(invented).toMatchObject({ code: 'invalid_input', field: 'options.attended.ip' });
    const over = await withBalances(open(), never, { consentEnds: 3_600_000 });
    over.clock.advance(7_200_000);
    expect(await errorOf(() => over.ada.balances.refresh(over.id))).toMatchObject({
      code: 'action_required',
      action: 'renew_consent',
    });
    const removed = await withBalances(open(), never);
    await removed.ada.connections.remove(removed.id);
    expect(await errorOf(() => removed.ada.balances.refresh(removed.id))).toMatchObject({ code: 'conflict' });
    for (const { calls } of [fresh, over, removed]) expect(calls()).toBe(0);
    const { adapter } = new ScriptedProvider();
    const bank = createBankweave({ adapters: [adapter], store: open() });
    onTestFinished(() => bank.close());
    const bo = bank.user('bo');
    const { id } = await bo.links.start('scripted' as never);
    const linked: Connection = await bo.links.complete('scripted' as never, id);
    expect(await errorOf(() => bo.balances.refresh(linked.id))).toMatchObject({
      code: 'unsupported',
      field: 'connectionId',
    });
  });
});
