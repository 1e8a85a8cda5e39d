import { readdirSync, readFileSync } from 'node:fs';
import { isBankweaveError } from 'bankweave';
import type { Upsert } from 'bankweave/adapter-kit';
import { plaid } from 'bankweave/adapters/plaid';
import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { sharedPath } from '../../support/shared.ts';
import { openSpec } from '../../support/spec.ts';
import { type Body, callFor, front, keys, ok, page, pullAll, stubPlaid, testClock } from './harness.ts';

guardNetwork();

// What Plaid's own sandbox and others' logins really answered, and the examples of Plaid's own description.
const folder = sharedPath('recordings', 'plaid');
const spec = openSpec('plaid-2020-09-14.yml');

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly body: Body;
}

const answers: Answer[] = folder
  ? readdirSync(folder)
      .filter((name) => !name.includes('user_good'))
      .flatMap((name) => {
        const list = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as {
          request: { path: string };
          response: { status: number; body: Body };
        }[];
        return list.map(({ request, response }) => ({ path: request.path, ...response }));
      })
  : [];
const examples: Answer[] = (spec?.examples() ?? []).map(({ path, body }) => ({
  path,
  status: 200,
  body: body as Body,
}));
const all = [...answers, ...examples];
const ofPath = (...paths: string[]) =>
  all.filter(({ path, status }) => paths.includes(path) && status === 200);

const rowsIn = (body: Body): Body[] =>
  ['transactions', 'added', 'modified'].flatMap((key) =>
    Array.isArray(body[key]) ? (body[key] as Body[]) : [],
  );

test.skipIf(!folder)('the recordings are all there', () => {
  expect(answers.length).toBeGreaterThan(40);
});

/** The amount of a row in cents as it is written, turned round. */
function expected(row: Body): string {
  const text = String(row['amount']);
  return text === '0' ? '0' : text.startsWith('-') ? text.slice(1) : `-${text}`;
}

const plain = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

describe.skipIf(!folder || !spec)('every transaction that was ever recorded or described', () => {
  const recorded = folder
    ? (JSON.parse(readFileSync(`${folder}/2021-user_good-transactions.json`, 'utf8')) as {
        transactions: Body[];
      })
    : { transactions: [] };
  const pages = [
    { name: 'user_good', rows: recorded.transactions },
    ...all
      .map(({ path, body }, index) => ({ name: `${path} ${index}`, rows: rowsIn(body) }))
      .filter(({ name, rows }) => rows.length > 0 && name.startsWith('/transactions/')),
  ];

  test.each(pages)('$name: nothing is lost, amounts are exact', async ({ rows }) => {
    stubPlaid({ '/transactions/sync': () => page({ added: rows }) });
    const adapter = plaid(keys);
    const [batch] = await pullAll(adapter, callFor(adapter));
    const upserts = batch?.upserts ?? [];
    expect(upserts.length + (batch?.rejected?.length ?? 0)).toBe(rows.length);
    expect(batch?.rejected).toEqual([]);
    rows.forEach((row, index) => {
      const told = upserts[index] as Upsert;
      expect(plain(told.amount.value)).toBe(plain(expected(row)));
      expect(told).toMatchObject({
        account: row['account_id'],
        ids: [{ value: row['transaction_id'] }],
        status: row['pending'] ? 'pending' : 'posted',
        date: row['date'],
      });
      expect(told.amount.currency).toBe(row['iso_currency_code'] ?? row['unofficial_currency_code'] ?? 'XXX');
    });
  });

  test('the hundred of user_good through the whole library', async () => {
    const rows = recorded.transactions;
    expect(rows).toHaveLength(100);
    stubPlaid({ '/transactions/sync': () => page({ added: rows }) });
    const there = await front();
    expect(await there.bank.sync(there.connectionId)).toMatchObject({
      counts: { added: 100, quarantined: 0 },
    });
    let cents = 0n;
    for await (const { amount } of there.ada.transactions.list())
      cents += BigInt(Math.round(Number(amount.value) * 100));
    expect(cents).toBe(-rows.reduce((sum, row) => sum + BigInt(Math.round(Number(row['amount']) * 100)), 0n));
  });
});

describe.skipIf(!folder || !spec)('every account that was ever recorded or described', () => {
  const lists = ofPath(
    '/accounts/get',
    '/accounts/balance/get',
    '/liabilities/get',
    '/investments/holdings/get',
    '/transactions/get',
  )
    .filter(({ body }) => Array.isArray(body['accounts']))
    .map(({ path, body }, index) => ({ name: `${path} ${index}`, accounts: body['accounts'] as Body[] }));
  test('there are some', () => {
    expect(lists.length).toBeGreaterThan(8);
  });
  test.each(lists)('$name', async ({ accounts }) => {
    stubPlaid({ '/accounts/get': () => ok({ accounts, item: { products: [] } }) });
    const adapter = plaid(keys);
    const listed = await adapter.accounts.list(callFor(adapter));
    expect(listed).toMatchObject({ complete: true });
    expect(listed.accounts).toHaveLength(accounts.length);
    listed.accounts.forEach(({ id, mask, balances, currency }, index) => {
      const given = accounts[index] as { account_id: string; mask: string | null; balances: Body };
      expect([id, mask ?? null]).toEqual([given.account_id, given.mask]);
      for (const field of ['current', 'available', 'limit'] as const) {
        const amount = given.balances[field] as number | null | undefined;
        expect(plain(balances[field]?.value ?? 'none')).toBe(
          typeof amount === 'number' ? String(amount) : 'none',
        );
      }
      expect(currency).toBe(
        given.balances['iso_currency_code'] ?? given.balances['unofficial_currency_code'] ?? 'XXX',
      );
    });
  });
});

describe.skipIf(!folder || !spec)('everything else', () => {
  test.each(ofPath('/item/get').map(({ body }, index) => ({ index, body })))(
    'the Item $index',
    async ({ body }) => {
      stubPlaid({ '/item/get': () => [200, body] });
      const adapter = plaid(keys);
      const told = await adapter.connection.inspect(callFor(adapter));
      const item = body['item'] as Body;
      expect(told.institution.id).toBe(item['institution_id'] ?? 'unknown');
      expect(told.consent.scopes.length).toBeGreaterThan(0);
      expect(['ok', 'expiring', 'action_required']).toContain(told.auth);
    },
  );

  test.each(ofPath('/liabilities/get').map(({ body }, index) => ({ index, body })))(
    'the terms $index',
    async ({ body }) => {
      const accounts = body['accounts'] as Body[];
      stubPlaid({
        '/accounts/get': () => ok({ accounts, item: { products: ['liabilities'] } }),
        '/liabilities/get': () => [200, body],
      });
      const adapter = plaid(keys);
      const listed = await adapter.accounts.list(callFor(adapter));
      const credits = ((body['liabilities'] as Body)['credit'] ?? []) as Body[];
      for (const credit of credits) {
        const { credit: terms } = listed.accounts.find(({ id }) => id === credit['account_id']) ?? {};
        expect(Number(terms?.minimumPayment?.value)).toBe(credit['minimum_payment_amount']);
        expect(terms?.dueDate ?? null).toBe(credit['next_payment_due_date'] ?? null);
      }
      expect(listed.accounts.some(({ credit }) => credit)).toBe(true);
    },
  );

  const refused = answers.filter(({ status }) => status >= 400);
  test.each(refused.map((answer, index) => ({ index, ...answer })))(
    'the refusal $index of $path',
    async ({ status, body }) => {
      stubPlaid({ '/item/get': () => [status, body] });
      const adapter = plaid(keys);
      const clock = testClock(undefined, 50_000);
      const inspected = adapter.connection.inspect(callFor(adapter, { clock }));
      const error: unknown = await inspected.catch((thrown: unknown) => thrown);
      expect(isBankweaveError(error)).toBe(true);
      expect(error).toMatchObject({ provider: 'plaid', providerCode: body['error_code'] });
    },
  );

  test('no answer whatever, in the place of any other, gives anything but a typed error', async () => {
    const stub = stubPlaid();
    const adapter = plaid(keys);
    let typed = 0;
    for (const { body, status } of all) {
      for (const path of [
        '/item/get',
        '/accounts/get',
        '/transactions/sync',
        '/link/token/create',
        '/item/public_token/exchange',
      ])
        stub.on[path] = () => [status, body];
      const call = callFor(adapter, { clock: testClock(undefined, 50_000) });
      const outcomes = await Promise.allSettled([
        adapter.connection.inspect(call),
        adapter.accounts.list(call),
        pullAll(adapter, call),
        adapter.link.start(
          {
            session: { id: 'l', mode: 'connect', state: '', codeVerifier: '', codeChallenge: '' },
            input: undefined,
          },
          call,
        ),
      ]);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue;
        if (!isBankweaveError(outcome.reason)) throw outcome.reason;
        typed++;
      }
    }
    expect(typed).toBeGreaterThan(all.length);
  }, 60_000);
});
