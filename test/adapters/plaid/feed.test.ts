import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import {
  account,
  fault,
  front,
  gone,
  type Handler,
  item,
  ok,
  page,
  row,
  rowsOf,
  stubPlaid,
} from './harness.ts';

guardNetwork();

const MUTATION = 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION';
const SYNC = '/transactions/sync';

/** Three pages below the base, then nothing new. */
const threePages: Handler = ({ cursor }) => {
  if (cursor === undefined) return page({ added: [row('t1', 1)], has_more: true, next_cursor: 'p1' });
  if (cursor === 'p1') return page({ added: [row('t2', 2)], has_more: true, next_cursor: 'p2' });
  if (cursor === 'p2') return page({ added: [row('t3', 3)], next_cursor: 'end' });
  return page({ next_cursor: 'end' });
};

describe('a mutation during pagination', () => {
  test.each([
    ['page 1', undefined],
    ['page 2', 'p1'],
    ['the last page', 'p2'],
  ])('at %s restarts from the base cursor; nothing is committed half', async (_, at) => {
    const stub = stubPlaid();
    let hits = 0;
    stub.on[SYNC] = (body, count) =>
      body['cursor'] === at && hits++ < 2 ? fault(MUTATION) : threePages(body, count);
    const there = await front();
    const run = await there.bank.sync(there.connectionId);
    expect(run.status).toBe('complete');
    expect(run.anomalies.map(({ type }) => type)).toContain('update_restarted');
    expect(await rowsOf(there)).toEqual([
      't1 posted -1.00 USD',
      't2 posted -2.00 USD',
      't3 posted -3.00 USD',
    ]);
    // Each attempt began at the beginning, never at the page that failed.
    const cursors = stub.requests.filter(({ path }) => path === SYNC).map(({ body }) => body['cursor']);
    const failed = cursors.indexOf(at);
    expect(cursors.slice(failed + 1)[0]).toBeUndefined();
  });

  test('that goes on is given up, and the base cursor is kept', async () => {
    const stub = stubPlaid({ [SYNC]: threePages });
    const there = await front();
    await there.bank.sync(there.connectionId);
    stub.on[SYNC] = ({ cursor }) =>
      cursor === 'end' ? page({ added: [row('t4', 4)], has_more: true, next_cursor: 'p4' }) : fault(MUTATION);
    await expect(there.later()).rejects.toMatchObject({ code: 'update_restarted', providerCode: MUTATION });
    expect(await rowsOf(there)).toHaveLength(3);
    const tries = stub.requests.filter(({ body }) => body['cursor'] === 'p4').length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(10);
    stub.on[SYNC] = ({ cursor }) =>
      page({ added: cursor === 'end' ? [row('t4', 4)] : [], next_cursor: 'end2' });
    expect((await there.later()).status).toBe('complete');
    expect(await rowsOf(there)).toHaveLength(4);
  });
});

describe('a dead cursor', () => {
  test.each([
    ['of another login', fault('INVALID_FIELD')],
    ['from the middle of an update', fault(MUTATION)],
  ])('%s leads to a full resync, and what it does not show is removed', async (_, reply) => {
    const stub = stubPlaid({ [SYNC]: threePages });
    const there = await front();
    await there.bank.sync(there.connectionId);
    stub.on[SYNC] = ({ cursor }) =>
      cursor === undefined ? page({ added: [row('t1', 1), row('t3', 3)], next_cursor: 'anew' }) : reply;
    const run = await there.later();
    expect(run).toMatchObject({ status: 'complete', counts: { vanished: 1 } });
    expect(run.anomalies.map(({ type }) => type)).toContain('full_resync');
    expect(await rowsOf(there)).toEqual(['t1 posted -1.00 USD', 't3 posted -3.00 USD']);
    stub.on[SYNC] = ({ cursor }) => page({ next_cursor: String(cursor) });
    expect((await there.later()).counts).toMatchObject({ added: 0, removed: 0 });
    expect(stub.requests.at(-1)?.body['cursor']).toBe('anew');
  });

  test('removes nothing before the history is complete', async () => {
    const stub = stubPlaid({ [SYNC]: threePages });
    const there = await front();
    await there.bank.sync(there.connectionId);
    let status = 'INITIAL_UPDATE_COMPLETE';
    stub.on[SYNC] = ({ cursor }) =>
      cursor === undefined
        ? page({ added: [row('t1', 1)], next_cursor: 'anew', transactions_update_status: status })
        : fault('INVALID_FIELD');
    await there.later();
    expect(await rowsOf(there)).toHaveLength(3);
    status = 'HISTORICAL_UPDATE_COMPLETE';
    await there.later();
    expect(await rowsOf(there)).toEqual(['t1 posted -1.00 USD']);
  });
});

describe('not ready', () => {
  test.each(['', null])(
    'stores no cursor (%j), is told as such, and is no success with zero rows',
    async (cursor) => {
      const stub = stubPlaid({
        [SYNC]: () => page({ next_cursor: cursor, transactions_update_status: 'NOT_READY' }),
      });
      const there = await front();
      const run = await there.bank.sync(there.connectionId);
      expect(run.status).toBe('not_ready');
      expect((await there.ada.connections.get(there.connectionId)).lastSyncedAt).toBeNull();
      stub.on[SYNC] = threePages;
      expect((await there.later(0)).counts.added).toBe(3);
      expect(stub.requests.filter(({ path }) => path === SYNC)[1]?.body).not.toHaveProperty('cursor');
    },
  );
});

describe('pending and posted on different pages', () => {
  const pending = row('p', 10, { pending: true, name: 'CAFE' });
  const posted = row('q', 12.5, { pending_transaction_id: 'p', name: 'Cafe', date: '2026-11-19' });
  test.each([
    ['the removal first', { removed: [gone('p')] }, { added: [posted] }],
    ['the posted row first', { added: [posted] }, { removed: [gone('p')] }],
  ])('%s: one transaction, with its notes', async (_, first, second) => {
    const stub = stubPlaid({ [SYNC]: () => page({ added: [pending] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    const [before] = (await there.ada.transactions.list()).items;
    await there.ada.transactions.update(before?.id ?? '', { notes: 'with Bob' });
    stub.on[SYNC] = ({ cursor }) =>
      cursor === 'c1'
        ? page({ ...first, has_more: true, next_cursor: 'm' })
        : page({ ...(cursor === 'm' ? second : {}), next_cursor: 'c2' });
    expect((await there.later()).counts).toMatchObject({ added: 0, removed: 0, modified: 1 });
    expect((await there.ada.transactions.list()).items).toMatchObject([
      { id: before?.id, status: 'posted', amount: { value: '-12.50' }, notes: 'with Bob' },
    ]);
    expect(await rowsOf(there)).toHaveLength(1);
  });

  test('both within one update that never showed the pending row before', async () => {
    stubPlaid({ [SYNC]: () => page({ added: [posted], removed: [gone('p')] }) });
    const there = await front();
    expect((await there.bank.sync(there.connectionId)).counts.added).toBe(1);
    expect(await rowsOf(there)).toEqual(['q posted -12.50 USD']);
  });
});

describe('rows that end without a link', () => {
  const pending = row('p', 10, { pending: true, name: 'CAFE' });
  test('a posted row that Plaid could not match is the pending one all the same', async () => {
    const stub = stubPlaid({ [SYNC]: () => page({ added: [pending] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    const [before] = (await there.ada.transactions.list()).items;
    stub.on[SYNC] = () =>
      page({ removed: [gone('p')], added: [row('q', 10, { name: 'CAFE' })], next_cursor: 'c2' });
    await there.later();
    expect((await there.ada.transactions.list()).items).toMatchObject([{ id: before?.id, status: 'posted' }]);
  });

  test('a dropped authorization counts for nothing any more', async () => {
    const stub = stubPlaid({ [SYNC]: () => page({ added: [pending] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    stub.on[SYNC] = () => page({ removed: [gone('p')], next_cursor: 'c2' });
    await there.later();
    expect((await there.ada.transactions.list()).items).toEqual([]);
  });

  test('a posted row under a new id is one row, not two', async () => {
    const stub = stubPlaid({ [SYNC]: () => page({ added: [row('a', 10)] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    stub.on[SYNC] = () => page({ removed: [gone('a')], added: [row('b', 10)], next_cursor: 'c2' });
    await there.later();
    expect(await rowsOf(there)).toEqual(['b posted -10.00 USD']);
  });
});

describe('lenient reading', () => {
  test('an unknown id in modified is a row, one in removed is nothing; a second delivery changes nothing', async () => {
    const update = () => page({ modified: [row('m', 3)], removed: [gone('never')] });
    stubPlaid({ [SYNC]: update });
    const there = await front();
    expect((await there.bank.sync(there.connectionId)).counts).toMatchObject({ added: 1, removed: 0 });
    const before = await there.bank.changes();
    expect((await there.later()).counts).toMatchObject({ added: 0, modified: 0, removed: 0 });
    expect((await there.bank.changes({ after: before.next })).items).toEqual([]);
    expect(await rowsOf(there)).toEqual(['m posted -3.00 USD']);
  });

  test('an empty page in the middle is no end', async () => {
    stubPlaid({
      [SYNC]: ({ cursor }) =>
        cursor === undefined
          ? page({ has_more: true, next_cursor: 'p1' })
          : page({ added: [row('t1', 1)], next_cursor: 'end' }),
    });
    const there = await front();
    expect((await there.bank.sync(there.connectionId)).counts.added).toBe(1);
  });

  test('a cursor that stands still is an error, not an endless loop', async () => {
    stubPlaid({ [SYNC]: () => page({ has_more: true, next_cursor: 'same' }) });
    const there = await front();
    await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({
      code: 'provider_response',
      field: 'next_cursor',
    });
  });

  test('cursors that go round in a circle are an error at the first that comes again', async () => {
    const next: Record<string, string> = { a: 'b', b: 'c', c: 'a' };
    const stub = stubPlaid({
      [SYNC]: ({ cursor }) => page({ has_more: true, next_cursor: next[String(cursor)] ?? 'a' }),
    });
    const there = await front();
    await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({
      code: 'provider_response',
      field: 'next_cursor',
    });
    expect(stub.count(SYNC)).toBe(4);
  });

  test('a row that cannot be read is kept apart, the others go on', async () => {
    stubPlaid({
      [SYNC]: () =>
        page({ added: [row('bad', 'lots'), null, row('worse', 1, { date: 'soon' }), row('t1', 1)] }),
    });
    const there = await front();
    expect((await there.bank.sync(there.connectionId)).counts).toMatchObject({ added: 1, quarantined: 3 });
  });
});

test('backfill is not announced as new activity', async () => {
  let [added, status, cursor] = [[row('new', 1)], 'INITIAL_UPDATE_COMPLETE', 'c1'];
  stubPlaid({
    [SYNC]: () => page({ added, next_cursor: cursor, transactions_update_status: status }),
  });
  const there = await front();
  await there.bank.sync(there.connectionId);
  [added, status, cursor] = [[row('old', 2, { date: '2025-01-01' })], 'HISTORICAL_UPDATE_COMPLETE', 'c2'];
  await there.later();
  [added, cursor] = [[row('live', 3, { date: '2026-11-21' })], 'c3'];
  await there.later();
  const origins: Record<string, string> = {};
  for await (const { providerTransactionId, origin } of there.ada.transactions.list())
    origins[providerTransactionId] = origin;
  expect(origins).toEqual({ new: 'initial', old: 'backfill', live: 'live' });
});

test('an account missing from sync is not deleted; one missing from the inventory is missing, and its rows stay', async () => {
  const second = account({ account_id: 'acc2', name: 'Savings', mask: '1111', subtype: 'savings' });
  const stub = stubPlaid({
    '/accounts/get': () => ok({ accounts: [account(), second], item: item() }),
    [SYNC]: () =>
      page({ added: [row('t1', 1), row('t2', 2, { account_id: 'acc2' })], accounts: [account()] }),
  });
  const there = await front();
  await there.bank.sync(there.connectionId);
  const statuses = async () =>
    (await there.ada.accounts.list()).items.map(({ name, status }) => `${name} ${status}`).sort();
  expect(await statuses()).toEqual(['Checking active', 'Savings active']);
  stub.on['/accounts/get'] = () => ok({ accounts: [account()], item: item() });
  await there.later();
  expect(await statuses()).toEqual(['Checking active', 'Savings missing']);
  expect(await rowsOf(there)).toHaveLength(2);
});

test('a page is asked for with 500 rows, the bank’s own text and the category list', async () => {
  const stub = stubPlaid({ [SYNC]: threePages });
  const there = await front({ categoryVersion: 'v1' });
  await there.bank.sync(there.connectionId);
  const [first, second] = stub.requests.filter(({ path }) => path === SYNC);
  expect(first?.body).toEqual({
    access_token: expect.any(String),
    count: 500,
    options: { include_original_description: true, personal_finance_category_version: 'v1' },
  });
  expect(second?.body['cursor']).toBe('p1');
  expect(first?.headers).toMatchObject({
    'plaid-version': '2020-09-14',
    'plaid-client-id': 'test-client-id',
  });
});

test('an app that asked for no transactions never begins a subscription to them', async () => {
  const stub = stubPlaid();
  const there = await front({ products: ['auth'], additionalConsentedProducts: ['transactions'] });
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  expect(stub.count(SYNC)).toBe(0);
});

test('a login without transactions syncs its accounts', async () => {
  stubPlaid({ [SYNC]: () => fault('PRODUCTS_NOT_SUPPORTED') });
  const there = await front({ products: ['auth'], optionalProducts: ['transactions'] });
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  expect((await there.ada.accounts.list()).items).toHaveLength(1);
});

test('two syncs of one item at a time are one after the other', async () => {
  let [under, most] = [0, 0];
  const stub = stubPlaid();
  stub.on[SYNC] = () => page({ added: [row('t1', 1)] });
  stub.on['/item/get'] = () => {
    most = Math.max(most, ++under);
    return ok({ item: item(), status: {} });
  };
  const there = await front();
  under = 0;
  most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 4 }, () => there.bank.sync(there.connectionId).finally(() => (under = 0))),
  );
  const codes = outcomes.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason.code));
  expect(codes.filter((code) => code === 'complete').length).toBeGreaterThan(0);
  expect(codes.every((code) => code === 'complete' || code === 'lease_held')).toBe(true);
  expect(most).toBe(1);
  expect(await rowsOf(there)).toEqual(['t1 posted -1.00 USD']);
});
