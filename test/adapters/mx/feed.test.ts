import { expect, test, vi } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { type Json, linked, MEMBER, MxStub, page, transaction, USER } from './stub.ts';

// Every request goes through the whole stack, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

guardNetwork();

const LIST = `GET /users/${USER}/members/${MEMBER}/transactions`;
const STATUS = `GET /users/${USER}/members/${MEMBER}/status`;
const daysIn = (from: string | null, to: string | null): number =>
  (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000;

test('trap: without from_date MX cuts history at 120 days, so every list names both dates', async () => {
  const stub = new MxStub();
  const { sync } = await linked();
  await sync();
  await sync(1);
  const lists = stub.to(LIST);
  expect(lists.length).toBeGreaterThan(6);
  for (const { query } of lists) {
    expect(query.get('from_date')).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(query.get('to_date')).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  const oldest = lists.map(({ query }) => String(query.get('from_date'))).toSorted()[0];
  expect(daysIn(oldest ?? '', '2026-11-20')).toBeGreaterThanOrEqual(730);
});

test('trap: a range of more than six months is refused, so each list stays within 180 days', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10')];
  const { sync } = await linked();
  await sync();
  for (let day = 0; day < 9; day++) await sync(1);
  for (const { query } of stub.to(LIST)) {
    expect(daysIn(query.get('from_date'), query.get('to_date'))).toBeLessThanOrEqual(180);
    if (query.has('from_updated_at'))
      expect(daysIn(query.get('from_updated_at'), query.get('to_updated_at'))).toBeLessThanOrEqual(180);
  }
});

test('trap: to_date may not include its own day, so it is always a day further', async () => {
  const stub = new MxStub();
  const { sync } = await linked();
  await sync();
  const newest = stub.to(LIST).map(({ query }) => String(query.get('to_date')));
  expect(newest.toSorted().at(-1)).toBe('2026-11-27');
});

test('trap: one bound of from_updated_at alone is refused, so the change leg has both, with a day of overlap', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-18')];
  const { sync } = await linked();
  await sync();
  await sync(1);
  const changes = stub.to(LIST).filter(({ query }) => query.has('from_updated_at'));
  expect(changes.length).toBeGreaterThan(0);
  for (const { query } of changes) {
    // The newest updated_at that was seen, less one.
    expect(query.get('from_updated_at')).toBe('2026-11-17');
    expect(String(query.get('to_updated_at')) > '2026-11-21').toBe(true);
  }
});

test('trap: from_date = last sync misses late and edited rows; the change leg brings them from the whole history', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-18'), transaction('TRN-2', '2025-06-01')];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions[1] = transaction('TRN-2', '2025-06-01', {
    description: 'Renamed',
    updated_at: '2026-11-21T08:00:00Z',
  });
  stub.transactions.push(transaction('TRN-3', '2025-05-05', { updated_at: '2026-11-21T09:00:00Z' }));
  const run = await sync(1);
  expect(run.counts).toMatchObject({ added: 1, modified: 1 });
  expect((await rows()).map(({ description }) => description)).toContain('Renamed');
});

test('trap: a deletion is absence only; a row that a covered list lacks is asked about and goes', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10'), transaction('TRN-2', '2026-11-12')];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions.pop();
  const run = await sync(1);
  expect(run.counts.vanished).toBe(1);
  expect(stub.to(`GET /users/${USER}/transactions/TRN-2`)).toHaveLength(1);
  expect((await rows()).map(({ providerTransactionId }) => providerTransactionId)).toEqual(['TRN-1']);
});

test('trap: a row that a list lacks but MX still knows stays', async () => {
  const stub = new MxStub();
  const lost = transaction('TRN-2', '2026-11-12');
  stub.transactions = [transaction('TRN-1', '2026-11-10'), lost];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions.pop();
  stub.on(`GET /users/${USER}/transactions/TRN-2`, [200, { transaction: lost }], { always: true });
  for (let day = 0; day < 10; day++) expect((await sync(1)).counts.vanished).toBe(0);
  expect(await rows()).toHaveLength(2);
});

test('trap: what MX answers for one transaction may come as a list', async () => {
  const stub = new MxStub();
  const lost = transaction('TRN-2', '2026-11-12');
  stub.transactions = [transaction('TRN-1', '2026-11-10'), lost];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions.pop();
  stub.on(`GET /users/${USER}/transactions/TRN-2`, [200, { transactions: [lost] }], { always: true });
  for (let day = 0; day < 3; day++) await sync(1);
  expect(await rows()).toHaveLength(2);
});

test('trap: a pending row that becomes a posted one under a new guid is one row, once the pending one is gone', async () => {
  const stub = new MxStub();
  const pending = transaction('TRN-P', '2026-11-19', { status: 'PENDING', posted_at: null });
  stub.transactions = [pending];
  const { sync, rows } = await linked();
  await sync();
  const before = (await rows())[0];
  const posted = transaction('TRN-B', '2026-11-19', {
    posted_at: '2026-11-21T12:00:00Z',
    updated_at: '2026-11-21T12:30:00Z',
  });
  // Both stand for a while: nothing is joined on a guess.
  stub.transactions = [pending, posted];
  await sync(1);
  expect(await rows()).toHaveLength(2);
  stub.transactions = [posted];
  await sync(1);
  const after = await rows();
  expect(after.filter(({ status }) => status === 'pending')).toEqual([]);
  expect(after.filter(({ status }) => status === 'posted')).toHaveLength(1);
  expect(before?.status).toBe('pending');
});

test('trap: pending and posted swapped between two syncs keep one id', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-P', '2026-11-19', { status: 'PENDING', posted_at: null })];
  const { sync, rows } = await linked();
  await sync();
  const before = (await rows())[0];
  stub.transactions = [transaction('TRN-B', '2026-11-19', { posted_at: '2026-11-21T12:00:00Z' })];
  await sync(1);
  const after = await rows();
  expect(after).toHaveLength(1);
  expect(after[0]).toMatchObject({ id: before?.id, status: 'posted', date: '2026-11-21' });
});

test('trap: a pending row that never posts ends', async () => {
  const stub = new MxStub();
  stub.transactions = [
    transaction('TRN-1', '2026-11-10'),
    transaction('TRN-P', '2026-11-19', { status: 'PENDING', posted_at: null }),
  ];
  const { sync, ada } = await linked();
  await sync();
  stub.transactions.pop();
  await sync(14);
  const { items } = await ada.transactions.list({ status: ['void'] });
  expect(items.map(({ providerTransactionId }) => providerTransactionId)).toEqual(['TRN-P']);
});

test('trap: CONNECTED while a job still runs is not read as complete', async () => {
  const stub = new MxStub();
  stub.member = {
    ...stub.member,
    is_being_aggregated: true,
    successfully_aggregated_at: null,
    has_processed_accounts: true,
    has_processed_transactions: false,
  };
  const { sync, rows } = await linked();
  expect((await sync()).status).toBe('not_ready');
  expect(stub.to(LIST)).toEqual([]);
  stub.member = { ...stub.member, is_being_aggregated: false, has_processed_transactions: true };
  stub.transactions = [transaction('TRN-1', '2026-11-10')];
  expect((await sync()).status).toBe('complete');
  expect(await rows()).toHaveLength(1);
});

test('trap: accounts are there before their transactions', async () => {
  const stub = new MxStub();
  stub.member = {
    ...stub.member,
    is_being_aggregated: false,
    successfully_aggregated_at: null,
    has_processed_accounts: true,
    has_processed_transactions: false,
  };
  const { sync } = await linked();
  expect((await sync()).status).toBe('not_ready');
});

test('trap: a job that ran between the two looks makes absence worthless', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10'), transaction('TRN-2', '2026-11-12')];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions.pop();
  stub.on(STATUS, [200, { member: stub.member }]);
  stub.on(STATUS, [200, { member: { ...stub.member, aggregated_at: '2026-11-21T11:59:00Z' } }]);
  expect((await sync(1)).counts.vanished).toBe(0);
  expect(await rows()).toHaveLength(2);
  expect((await sync(1)).counts.vanished).toBe(1);
});

test('trap: a list that moves between its pages is read again, and proves nothing while it moves', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10'), transaction('TRN-2', '2026-11-12')];
  const { sync, rows } = await linked();
  await sync();
  let total = 1000;
  stub.on(
    LIST,
    ({ query }) => {
      const first = query.get('page') === '1';
      const list: Json[] = first ? [stub.transactions[0] as Json] : [];
      return [
        200,
        { transactions: list, pagination: { current_page: 1, total_entries: total++, total_pages: 2 } },
      ];
    },
    { always: true },
  );
  for (let day = 0; day < 5; day++) expect((await sync(1)).counts.vanished).toBe(0);
  expect(await rows()).toHaveLength(2);
});

test('trap: the same row on two pages means that another slipped between them', async () => {
  const stub = new MxStub();
  const rowsOf = [transaction('TRN-1', '2026-11-10'), transaction('TRN-2', '2026-11-12')];
  stub.transactions = rowsOf;
  const { sync, rows } = await linked();
  await sync();
  stub.on(
    LIST,
    ({ query }) => {
      const at = Number(query.get('page'));
      const list = at <= 2 && !query.has('from_updated_at') ? [rowsOf[0]] : [];
      return [
        200,
        { transactions: list, pagination: { total_entries: list.length ? 2 : 0, total_pages: 2 } },
      ];
    },
    { always: true },
  );
  expect((await sync(1)).counts.vanished).toBe(0);
  expect(await rows()).toHaveLength(2);
});

test('trap: total_pages that is too small loses no row', async () => {
  const stub = new MxStub();
  stub.on(
    LIST,
    (asked) => {
      const list = String(asked.query.get('from_date')) > '2026-05' ? many(60) : [];
      const small = new URLSearchParams(asked.query);
      small.set('records_per_page', '25');
      const [, body] = page('transactions', list, { ...asked, query: small });
      (body as { pagination: Json }).pagination['total_pages'] = 1;
      return [200, body];
    },
    { always: true },
  );
  const { sync } = await linked();
  expect((await sync()).counts.added).toBe(60);
});

test('trap: a page size above the maximum silently becomes 25; ours never is above', async () => {
  const stub = new MxStub();
  const { sync, ada } = await linked();
  stub.on('GET /institutions', (asked) => page('institutions', [{ code: 'a', name: 'A Bank' }], asked, 100));
  await ada.institutions.search('mx', { query: 'bank' });
  await sync();
  for (const { path, query } of stub.asked) {
    const size = query.get('records_per_page');
    if (size !== null) expect(Number(size)).toBe(path === '/institutions' ? 100 : 1000);
  }
});

test('trap: a mass disappearance is not believed at once, whatever MX answers about each row', async () => {
  const stub = new MxStub();
  stub.transactions = many(40);
  const { sync, rows } = await linked();
  await sync();
  stub.transactions = [];
  expect((await sync(1)).counts.vanished).toBe(0);
  expect(await rows()).toHaveLength(40);
});

test('trap: a list that is half empty for days deletes nothing that MX still knows', async () => {
  const stub = new MxStub();
  const whole = many(160);
  stub.transactions = whole;
  const { sync } = await linked();
  await sync();
  stub.on(LIST, (asked) => page('transactions', whole.slice(0, 40), asked), { always: true });
  for (let day = 0; day < 8; day++) expect((await sync(1)).counts.vanished).toBe(0);
}, 30_000);

test('trap: an empty 204 in place of a list is an error, not an empty list', async () => {
  const stub = new MxStub();
  const { sync } = await linked();
  stub.on(LIST, [204], { always: true });
  await expect(sync()).rejects.toMatchObject({ code: 'provider_response' });
});

test('trap: rows are read by member; lists of a whole user hold ghosts of deleted ones', async () => {
  const stub = new MxStub();
  const { sync } = await linked();
  await sync();
  const lists = stub.asked.filter(({ path }) => /\/(accounts|transactions)$/.test(path));
  for (const { path } of lists) expect(path).toMatch(/^\/users\/USR-1\/members\/MBR-1\//);
});

test('trap: the key is the guid; `id` may be the same on every row', async () => {
  const stub = new MxStub();
  stub.transactions = [
    transaction('TRN-1', '2026-11-10', { id: 'transfer-1' }),
    transaction('TRN-2', '2026-11-10', { id: 'transfer-1' }),
  ];
  const { sync, rows } = await linked();
  await sync();
  expect(await rows()).toHaveLength(2);
});

test('everything is listed again once a week, and what vanished long ago goes then', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10'), transaction('TRN-OLD', '2025-03-03')];
  const { sync, rows } = await linked();
  await sync();
  stub.transactions.pop();
  for (let day = 1; day < 7; day++) expect((await sync(1)).counts.vanished).toBe(0);
  expect((await sync(1)).counts.vanished).toBe(1);
  expect(await rows()).toHaveLength(1);
});

test('a read that fails in the middle of the history goes on the same day where it was', async () => {
  const stub = new MxStub();
  stub.transactions = [transaction('TRN-1', '2026-11-10'), transaction('TRN-2', '2025-01-10')];
  const { sync, rows } = await linked();
  const fail = ({ query }: { query: URLSearchParams }) =>
    String(query.get('from_date')) < '2025-08'
      ? ([400, {}] as const)
      : page('transactions', [transaction('TRN-1', '2026-11-10')], { query } as never);
  stub.on(LIST, fail, { always: true });
  await sync().catch(() => {});
  const first = stub.to(LIST).length;
  stub.on(LIST, (asked) => page('transactions', [transaction('TRN-2', '2025-01-10')], asked), {
    always: true,
  });
  await sync();
  expect(stub.to(LIST).length - first).toBeLessThan(6);
  expect(await rows()).toHaveLength(2);
});

function many(count: number): Json[] {
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2026, 10, 18) - (index % 20) * 86_400_000).toISOString().slice(0, 10);
    return transaction(`TRN-${index}`, date, { amount: index + 1, description: `Shop ${index}` });
  });
}
