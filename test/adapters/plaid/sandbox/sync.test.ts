import type { PlaidApi, RemovedTransaction, Transaction } from 'plaid';
import { expect, test } from 'vitest';
import { linkItem, problemOf, servePlaid } from './served.ts';

async function readAll(api: PlaidApi, access_token: string, cursor = '', count = 500) {
  const all = {
    added: [] as Transaction[],
    modified: [] as Transaction[],
    removed: [] as RemovedTransaction[],
    pages: 0,
  };
  let next = cursor;
  for (let more = true; more; ) {
    const { data } = await api.transactionsSync({
      access_token,
      count,
      ...(next === '' ? {} : { cursor: next }),
    });
    all.added.push(...data.added);
    all.modified.push(...data.modified);
    all.removed.push(...data.removed);
    all.pages += 1;
    [next, more] = [data.next_cursor, data.has_more];
  }
  return { ...all, cursor: next };
}

test('the first update is the ledger, with the sign turned round and ids of Plaid', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  const first = await readAll(api, access_token, '', 100);
  const rows = world.login('river-bank', 'ada').accounts.flatMap(({ id }) => world.ledger(id));
  expect(first.pages).toBe(Math.ceil(rows.length / 100));
  expect(first.added).toHaveLength(rows.length);
  expect(first.removed).toEqual([]);
  const shown = new Map(first.added.map((row) => [row.transaction_id, row]));
  expect(shown.size).toBe(rows.length);
  for (const row of rows) {
    const plaid = shown.get(control.transactionId(itemId, row) ?? '');
    expect(plaid?.amount).toBe(-Number(row.amount.value));
    expect(plaid?.date).toBe(row.date);
    expect(plaid?.pending).toBe(row.status === 'pending');
    expect(plaid?.pending_transaction_id === null).toBe(row.pendingId === undefined);
  }
  expect((await readAll(api, access_token, first.cursor)).added).toEqual([]);
});

test('a posting is a removal and a new row that names it', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const [account] = world.login('river-bank', 'ada').accounts;
  const id = account?.id ?? '';
  const start = await readAll(api, access_token);
  const pending = world.authorize(id, { amount: '-12.50', merchant: 'Trattoria Sole' });
  const second = await readAll(api, access_token, start.cursor);
  expect(second.added).toMatchObject([{ amount: 12.5, pending: true, pending_transaction_id: null }]);
  world.settle(pending.id, { amount: '-15.00' });
  const third = await readAll(api, access_token, second.cursor);
  expect(third.removed.map((row) => row.transaction_id)).toEqual([second.added[0]?.transaction_id]);
  expect(third.added).toMatchObject([
    { amount: 15, pending: false, pending_transaction_id: second.added[0]?.transaction_id },
  ]);
  expect(third.added[0]?.transaction_id).not.toBe(second.added[0]?.transaction_id);
});

test('changes inside one update are told once', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const id = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const kept = world.post(id, { amount: '-5.00', description: 'Kept' });
  const start = await readAll(api, access_token);
  world.rename(kept.id, 'Renamed');
  world.amend(kept.id, { amount: '-6.00' });
  const gone = world.post(id, { amount: '-1.00' });
  world.remove(gone.id);
  const next = await readAll(api, access_token, start.cursor);
  expect(next.modified).toMatchObject([{ name: 'Renamed', amount: 6 }]);
  expect([next.added, next.removed]).toEqual([[], []]);

  control.sync.removeUnseen = true;
  expect((await readAll(api, access_token, start.cursor)).removed).toHaveLength(1);
});

test('a change in the middle of a pagination kills its cursors for good; the base cursor goes on working', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  const id = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const page = async (cursor: string | undefined, count = 50) =>
    (await api.transactionsSync({ access_token, count, ...(cursor === undefined ? {} : { cursor }) })).data;
  const one = await page(undefined);
  const two = await page(one.next_cursor);
  world.post(id, { amount: '-1.00' });
  for (let i = 0; i < 3; i++) {
    expect(await problemOf(page(two.next_cursor))).toMatchObject({
      status: 400,
      error_type: 'TRANSACTIONS_ERROR',
      error_code: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
    });
  }
  expect(await problemOf(page(one.next_cursor))).toMatchObject({ status: 400 });
  const again = await page(undefined);
  expect((await page(again.next_cursor)).added).toHaveLength(50);

  control.mutate(itemId);
  expect(await problemOf(page(again.next_cursor))).toMatchObject({ status: 400 });
  expect((await page((await page(undefined)).next_cursor)).added).toHaveLength(50);
});

test('a mutation of the world strikes also where everything fits on one page', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  world.fail('river-bank.ada', { kind: 'mutation', times: 1 });
  expect(await problemOf(readAll(api, access_token))).toMatchObject({
    error_code: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
  });
  expect((await readAll(api, access_token)).pages).toBeGreaterThan(0);
});

test('NOT_READY, the first thirty days, then the history as additions', async () => {
  const { api, control, clock } = await servePlaid({ initialAfterMs: 10_000, historicalAfterMs: 60_000 });
  const { access_token, itemId } = await linkItem({ api, control });
  const early = (await api.transactionsSync({ access_token })).data;
  expect(early).toMatchObject({
    transactions_update_status: 'NOT_READY',
    accounts: [],
    added: [],
    has_more: false,
    next_cursor: '',
  });
  clock.at += 10_000;
  const initial = await readAll(api, access_token);
  expect(Math.min(...initial.added.map(({ date }) => Date.parse(date)))).toBe(Date.parse('2026-10-21'));
  clock.at += 50_000;
  const rest = await readAll(api, access_token, initial.cursor);
  expect(rest.added.length).toBeGreaterThan(50);
  expect(rest.added.every(({ date }) => date < '2026-10-21')).toBe(true);
  const whole = await readAll(api, access_token);
  expect(whole.added).toHaveLength(initial.added.length + rest.added.length);
  control.setPhase(itemId, 'not_ready');
  expect((await api.transactionsSync({ access_token })).data.transactions_update_status).toBe('NOT_READY');
});

test('cursors of another Item, of one account, and nonsense are refused', async () => {
  const { api, control, world } = await servePlaid();
  const ada = await linkItem({ api, control });
  const bob = await linkItem({ api, control }, 'river-bank', { username: 'bob' });
  const { cursor } = await readAll(api, ada.access_token);
  const account = control.item(ada.itemId).accounts.get('river-bank.ada.checking') ?? '';
  const refused = { status: 400, error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD' };
  expect(await problemOf(readAll(api, bob.access_token, cursor))).toMatchObject(refused);
  expect(await problemOf(readAll(api, ada.access_token, 'bm9uc2Vuc2U='))).toMatchObject(refused);
  // Reading base64 forgives all of these.
  const changed = [cursor.replace(/=*$/, ''), `${cursor}=`, `${cursor}A`, `${cursor} `, `-${cursor}`];
  const near = [...changed, cursor.slice(0, -1), cursor.slice(1), `${cursor}\n`, cursor.toLowerCase()];
  for (const one of near.filter((text) => text !== cursor))
    expect(await problemOf(readAll(api, ada.access_token, one)), one).toMatchObject(refused);
  expect((await readAll(api, ada.access_token, cursor)).added).toEqual([]);
  const only = { access_token: ada.access_token, options: { account_id: account } };
  expect(await problemOf(api.transactionsSync({ ...only, cursor }))).toMatchObject(refused);
  const own = (await api.transactionsSync({ ...only, count: 500 })).data;
  expect(new Set(own.added.map(({ account_id }) => account_id))).toEqual(new Set([account]));
  expect(own.added).toHaveLength(world.ledger('river-bank.ada.checking').length);
  expect(
    await problemOf(
      api.transactionsSync({ access_token: ada.access_token, options: { account_id: 'other' } }),
    ),
  ).toMatchObject({ error_code: 'INVALID_ACCOUNT_ID' });
  const now = (await api.transactionsSync({ access_token: ada.access_token, cursor: 'now' })).data;
  expect([now.added, now.has_more]).toEqual([[], false]);
  expect((await readAll(api, ada.access_token, now.next_cursor)).added).toEqual([]);
});

test('the two halves of a posting come on different pages in either order, with empty pages between', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const id = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const pending = world.authorize(id, { amount: '-2.00' });
  const { cursor } = await readAll(api, access_token);
  world.settle(pending.id);
  Object.assign(control.sync, { pageSize: 1, emptyPages: true });
  const shapes = async () => {
    const found: string[] = [];
    let next = cursor;
    for (let more = true; more; ) {
      const { data } = await api.transactionsSync({ access_token, cursor: next });
      found.push(data.added.length > 0 ? 'added' : data.removed.length > 0 ? 'removed' : 'empty');
      [next, more] = [data.next_cursor, data.has_more];
    }
    return found;
  };
  control.sync.order = 'removed_first';
  expect(await shapes()).toEqual(['removed', 'empty', 'added']);
  control.sync.order = 'added_first';
  expect(await shapes()).toEqual(['added', 'empty', 'removed']);
  control.sync.unmatched = true;
  expect((await readAll(api, access_token, cursor)).added).toMatchObject([{ pending_transaction_id: null }]);
});

test('an update can be given twice', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const { cursor } = await readAll(api, access_token);
  world.post('river-bank.ada.checking', { amount: '-2.00' });
  control.sync.repeat = true;
  const once = await readAll(api, access_token, cursor);
  const twice = await readAll(api, access_token, once.cursor);
  expect(twice.added).toEqual(once.added);
  expect((await readAll(api, access_token, twice.cursor)).added).toEqual([]);
});

test('a renumbered row is another row to Plaid, and a pending row that stays is named by its booked one', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const id = 'river-bank.ada.checking';
  const row = world.post(id, { amount: '-2.00' });
  const pending = world.authorize(id, { amount: '-3.00' });
  const first = await readAll(api, access_token);
  const idOf = (amount: number) => first.added.findLast((each) => each.amount === amount)?.transaction_id;
  world.renumber(id, row.date);
  world.settle(pending.id, { keepPending: true });
  const next = await readAll(api, access_token, first.cursor);
  expect(next.removed.map((each) => each.transaction_id)).toContain(idOf(2));
  expect(next.added.find((each) => each.amount === 3)?.pending_transaction_id).toBe(idOf(3));
});
