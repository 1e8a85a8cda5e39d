import { addDays, calendarDate, createBankweave, isBankweaveError, type Transaction } from 'bankweave';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pebble } from '../../examples/custom-adapter/adapter.ts';
import { PebbleBank } from '../../examples/custom-adapter/bank.ts';
import { type ServedBank, servePebbleBank } from '../../examples/custom-adapter/bank-server.ts';

const today = calendarDate(new Date().toISOString().slice(0, 10));
const redirectUri = 'http://localhost:3000/back';

let pebbles: PebbleBank;
let server: ServedBank;
beforeEach(async () => {
  pebbles = new PebbleBank(() => today);
  server = await servePebbleBank(pebbles);
});
afterEach(() => server.close());

function open() {
  const bank = createBankweave({ adapters: [pebble({ baseUrl: server.url, redirectUri })] });
  const ada = bank.user('ada');
  const link = async () => {
    const started = await ada.links.start('pebble');
    const answer = await fetch(started.url ?? '', { redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '').searchParams;
    return { started, back, finish: () => ada.links.complete('pebble', started.id, back) };
  };
  const rows = async (): Promise<Map<string, Transaction>> => {
    const found = await ada.transactions.list({ status: ['pending', 'posted', 'void'], limit: 500 });
    return new Map(found.items.map((row) => [`${row.description} ${row.providerTransactionId}`, row]));
  };
  return { bank, ada, link, rows };
}

test('reads accounts and entries with the right signs', async () => {
  const { bank, ada, link, rows } = open();
  const connection = await (await link()).finish();
  expect(connection.institution).toEqual({ id: 'pebble', name: 'Pebble Bank' });
  const run = await bank.sync(connection.id);
  expect(run).toMatchObject({ status: 'complete', counts: { received: 8, added: 8 }, anomalies: [] });
  const { items } = await ada.accounts.list();
  expect(
    Object.fromEntries(
      items.map(({ name, type, balances }) => [name, [type, balances.kind, balances.current?.value]]),
    ),
  ).toEqual({
    Everyday: ['depository', 'asset', '1308.70'],
    'Pebble Card': ['credit', 'liability', '120.00'],
  });
  const found = await rows();
  expect(found.get('Salary Holloway Ltd E-1')).toMatchObject({
    status: 'posted',
    amount: { value: '2150.00', currency: 'GBP' },
    date: addDays(today, -20),
  });
  expect(found.get('Bistro Lumen H-2')).toMatchObject({
    status: 'pending',
    amount: { value: '-40.00', currency: 'GBP' },
  });
  // Two equal coffees on one day are two.
  expect([...found.values()].filter((row) => row.description === 'Corner Coffee')).toHaveLength(2);
  await bank.close();
});

test('follows holds to their entries, and lets go of what is gone', async () => {
  const { bank, ada, link, rows } = open();
  const connection = await (await link()).finish();
  await bank.sync(connection.id);
  const before = await rows();
  pebbles.liveOn();
  pebbles.expireTokens();
  expect((await bank.sync(connection.id)).status).toBe('complete');
  const after = await rows();
  const bistro = after.get('Bistro Lumen C-2');
  expect(bistro).toMatchObject({
    status: 'posted',
    amount: { value: '-46.00' },
    id: before.get('Bistro Lumen H-2')?.id,
  });
  expect((await ada.transactions.explain(bistro?.id ?? '')).map(({ rule }) => rule)).toEqual([
    'gone_pending_match',
  ]);
  expect(after.get('Fuel Stop H-1')?.status).toBe('void');
  expect(after.has('Green Grocers E-5')).toBe(false);
  expect(after.get('Refund Bookshop E-6')).toMatchObject({ amount: { value: '15.00' }, origin: 'live' });
  const { counts } = await bank.sync(connection.id);
  expect([counts.added, counts.modified, counts.removed, counts.voided, counts.vanished]).toEqual([
    0, 0, 0, 0, 0,
  ]);
  await bank.close();
});

test('one broken account leaves the other alone', async () => {
  const { bank, link, rows } = open();
  const connection = await (await link()).finish();
  pebbles.broken.set('card', 1_000);
  const run = await bank.sync(connection.id);
  expect(run.status).toBe('partial');
  const outcomes = run.accounts.map((one) => [one.providerAccountId, [one.status, one.error?.providerCode]]);
  expect(Object.fromEntries(outcomes)).toEqual({
    card: ['failed', 'MAINTENANCE'],
    everyday: ['complete', undefined],
  });
  expect((await rows()).has('Salary Holloway Ltd E-1')).toBe(true);
  await bank.close();
});

test('refuses a callback of another link and a code used twice', async () => {
  const { bank, ada, link } = open();
  const [one, other] = [await link(), await link()];
  await expect(ada.links.complete('pebble', one.started.id, other.back)).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'state',
  });
  await other.finish();
  const again = await ada.links.complete('pebble', other.started.id, other.back);
  expect(again.status).toBe('active');
  await bank.close();
});

test('no error carries a token', async () => {
  const { bank, link } = open();
  const { back, finish } = await link();
  const connection = await finish();
  await server.close();
  const error: unknown = await bank.sync(connection.id).catch((thrown: unknown) => thrown);
  expect(isBankweaveError(error) && error.code).toBe('provider_unavailable');
  expect(JSON.stringify(error)).not.toMatch(/Bearer|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
  expect(JSON.stringify(error)).not.toContain(back.get('code'));
  server = await servePebbleBank(pebbles);
  await bank.close();
});
