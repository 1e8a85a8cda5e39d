import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

type Stage = Awaited<ReturnType<typeof mxStage>>;

async function rowsOf({ sdk }: Stage, user: string, member: string, page = 1, size = 1000) {
  const { data } = await sdk.transactions.listTransactionsByMember(member, user, page, size);
  return { rows: data.transactions ?? [], pagination: data.pagination ?? {} };
}

test('a page size above the most, or below the least, silently becomes 25', async () => {
  const stage = await mxStage();
  const { user, member } = await stage.linked({ bank: 'mxbank' });
  for (const [asked, got] of [
    [1000, 1000],
    [1001, 25],
    [5000, 25],
    [10, 10],
    [9, 25],
  ] as const) {
    const { pagination } = await rowsOf(stage, user, member, 1, asked);
    expect([asked, pagination.per_page]).toEqual([asked, got]);
  }
  const { data } = await stage.sdk.categories.listDefaultCategories(1, 200);
  expect([data.categories?.length, data.pagination?.total_entries]).toEqual([25, 119]);
});

test('a page past the end is an empty list, and all pages together are the whole', async () => {
  const stage = await mxStage();
  const { user, member } = await stage.linked({ bank: 'mxbank' });
  const { pagination } = await rowsOf(stage, user, member, 1, 100);
  const guids = new Set<string>();
  for (let page = 1; page <= (pagination.total_pages ?? 0); page++) {
    for (const row of (await rowsOf(stage, user, member, page, 100)).rows) guids.add(row.guid ?? '');
  }
  expect(guids.size).toBe(pagination.total_entries);
  expect((await rowsOf(stage, user, member, 11, 100)).rows).toEqual([]);
});

test('without from_date the list ends at 120 days, silently', async () => {
  const { sdk, control, linked } = await mxStage();
  const { user, member } = await linked();
  await sdk.transactions.extendHistory(member, user);
  control.finishJobs();
  const oldest = async (from?: string) => {
    const first = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000, from);
    const last = first.data.pagination?.total_pages ?? 1;
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, last, 1000, from);
    return (data.transactions ?? []).map(({ date }) => date ?? '').sort()[0] ?? '';
  };
  expect(await oldest()).toBe('2026-07-23');
  expect((await oldest('2025-01-01')) < '2026-02-01').toBe(true);
});

test('updated_at needs both bounds, includes both days and spans six months at most', async () => {
  const { sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const list = (from?: string, to?: string) =>
    sdk.transactions.listTransactionsByMember(
      member,
      user,
      1,
      1000,
      undefined,
      undefined,
      undefined,
      undefined,
      from,
      to,
    );
  expect(await refusal(list('2026-11-20'))).toBe(400);
  expect(await refusal(list(undefined, '2026-11-20'))).toBe(400);
  expect(await refusal(list('2026-01-01', '2026-11-20'))).toBe(400);
  expect((await list('2026-11-20', '2026-11-20')).data.pagination?.total_entries).toBeGreaterThan(0);
  expect((await list('2026-11-18', '2026-11-19')).data.pagination?.total_entries).toBe(0);
});

test('each API version answers 400 to the date notation of the other', async () => {
  const { call, linked } = await mxStage();
  const { user, member } = await linked();
  const list = async (version: string, query: string) => {
    const headers = { 'accept-version': version };
    return (await call(`/users/${user}/members/${member}/transactions?${query}`, { headers })).status;
  };
  const seconds = 'from_date=1760000000&to_date=1770000000';
  const days = 'from_date=2026-11-01&to_date=2026-11-30';
  expect(await list('v20111101', days)).toBe(200);
  expect(await list('v20111101', seconds)).toBe(400);
  expect(await list('v20250224', seconds)).toBe(200);
  expect(await list('v20250224', days)).toBe(400);
  expect(await list('v20111101', 'from_date=2026-02-30&to_date=2026-03-30')).toBe(400);
});

test('to_date leaves its own day out, or not', async () => {
  const counts: number[] = [];
  for (const toDateIncludesDay of [false, true]) {
    const { sdk, linked } = await mxStage({ uncertain: { toDateIncludesDay } });
    const { user, member } = await linked({ bank: 'mxbank' });
    const day = '2026-11-18';
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000, day, day);
    counts.push(data.pagination?.total_entries ?? -1);
  }
  expect(counts).toEqual([0, 10]);
});

test('a missing or unknown version is 406, and the vendor Accept works as the policy says', async () => {
  const vendor = { accept: 'application/vnd.mx.api.v1+json' };
  const ask = async (
    policy: 'either' | 'accept-version' | 'accept-only',
    headers: Record<string, string>,
  ) => {
    const { wire, url } = await mxStage({ versionPolicy: policy });
    const authorization = `Basic ${btoa('sandbox-client:sandbox-key')}`;
    return (await wire.handle(new Request(`${url}/users`, { headers: { authorization, ...headers } })))
      .status;
  };
  expect(await ask('either', {})).toBe(406);
  expect(await ask('either', { 'accept-version': 'v19990101' })).toBe(406);
  expect(await ask('either', vendor)).toBe(200);
  expect(await ask('either', { ...vendor, 'accept-version': 'v20111101' })).toBe(200);
  expect(await ask('accept-version', vendor)).toBe(406);
  expect(await ask('accept-only', vendor)).toBe(200);
  expect(await ask('accept-only', { 'accept-version': 'v20111101' })).toBe(406);
});

test('a route or a guid of somebody else is 404 with a JSON error', async () => {
  const { call, linked, newUser, sdk } = await mxStage();
  const { member } = await linked();
  const other = await newUser('bob');
  expect(await refusal(sdk.members.readMember(member, other))).toBe(404);
  const answer = await call('/nowhere');
  expect([answer.status, await answer.json()]).toEqual([404, { error: { message: 'Invalid route.' } }]);
});

test('categories filter by leaf and by top level, and includes bring more', async () => {
  const { call, linked } = await mxStage();
  const { user, member } = await linked();
  const list = async (query: string) => {
    const answer = await call(`/users/${user}/members/${member}/transactions?records_per_page=1000&${query}`);
    return ((await answer.json()) as { transactions: Record<string, unknown>[] }).transactions;
  };
  const some = (await list('includes=merchants')).find(({ merchant }) => merchant) ?? {};
  expect(some['merchant']).toMatchObject({ guid: some['merchant_guid'], name: expect.any(String) });
  const same = await list(`category_guid=${String(some['category_guid'])}`);
  expect(new Set(same.map(({ category }) => category))).toEqual(new Set([some['category']]));
  const answer = await call('/categories/default?records_per_page=100');
  const { categories } = (await answer.json()) as { categories: Record<string, unknown>[] };
  const top = categories.find(({ name }) => name === some['top_level_category']);
  const below = await list(`top_level_category_guid[]=${String(top?.['guid'])}`);
  expect(below.length).toBeGreaterThanOrEqual(same.length);
  expect(new Set(below.map((each) => each['top_level_category']))).toEqual(
    new Set([some['top_level_category']]),
  );
});

test('one transaction is read by its guid, in the shape that MX may have', async () => {
  for (const singleTransactionAsList of [false, true]) {
    const stage = await mxStage({ uncertain: { singleTransactionAsList } });
    const { user, member } = await stage.linked();
    const guid = (await rowsOf(stage, user, member)).rows[0]?.guid ?? '';
    const body = (await (await stage.call(`/users/${user}/transactions/${guid}`)).json()) as object;
    expect(Object.keys(body)).toContain(singleTransactionAsList ? 'transactions' : 'transaction');
    expect((await stage.call(`/users/${user}/transactions/TRN-1`)).status).toBe(404);
  }
});
