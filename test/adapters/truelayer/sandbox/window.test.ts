import { expect, test } from 'vitest';
import type { TrueLayerWireOptions } from 'bankweave/adapters/truelayer/sandbox';
import { Bench, type Linked } from './bench.ts';

// The clock of the bench stands at 2026-11-20 15:00 UTC.
const setup = async (options: TrueLayerWireOptions = {}) => {
  const bench = new Bench({ unattendedCalls: null, ...options }, '2024-01-01');
  return { bench, ada: await bench.linked() };
};

const ask = async (ada: Linked, query: string) => {
  const { status, body } = await ada.get(`/accounts/${ada.account('checking')}/transactions${query}`);
  return status === 200 ? body.results : body.error;
};

const oldest = (rows: Awaited<ReturnType<typeof ask>>) =>
  typeof rows === 'object' ? String(rows.at(-1)?.['timestamp']).slice(0, 10) : rows;

test('`to` in the future is refused, and so is a range the wrong way round', async () => {
  const { ada } = await setup();
  expect(await ask(ada, '?from=2026-11-01&to=2026-11-21')).toBe('invalid_date_range');
  expect(await ask(ada, '?from=2026-11-20&to=2026-11-19')).toBe('invalid_date_range');
  expect(await ask(ada, '?from=2026-11-31&to=2026-11-19')).toBe('validation_error');
  expect(await ask(ada, '?from=2026-13-01')).toBe('validation_error');
  expect(await ask(ada, '?from=yesterday')).toBe('validation_error');
  expect(await ask(ada, '?from=2026-11-01T00:00:00Z&to=2026-11-20T12:00:00.000%2B01:00')).toBeInstanceOf(
    Array,
  );
});

test('the whole history is open for five minutes; later a deep window is refused as a whole', async () => {
  const { bench, ada } = await setup();
  expect(oldest(await ask(ada, '?from=2024-01-01&to=2026-11-20'))).toMatch(/^2024-01/);
  bench.world.advance({ minutes: 5 });
  expect(await ask(ada, '?from=2024-01-01&to=2026-11-20')).toBe('sca_exceeded');
  expect(await ask(ada, '?from=2026-08-21&to=2026-11-20')).toBe('sca_exceeded');
  expect(await ask(ada, '?from=2026-08-22&to=2026-11-20')).toBeInstanceOf(Array);
});

test('a bank may refuse a deep window without saying why, allow 88 days, or bind it to the first token', async () => {
  const { bench, ada } = await setup({ everyBank: { scaRefusal: 'access_denied', windowDays: 88 } });
  bench.world.advance({ minutes: 6 });
  expect(await ask(ada, '?from=2026-08-23&to=2026-11-20')).toBe('access_denied');
  expect(await ask(ada, '?from=2026-08-24&to=2026-11-20')).toBeInstanceOf(Array);

  const bound = await setup({ everyBank: { scaMinutes: 60, scaBoundToFirstToken: true } });
  bound.bench.world.advance({ minutes: 30 });
  expect(await ask(bound.ada, '?from=2025-01-01')).toBeInstanceOf(Array);
  await bound.ada.refresh();
  expect(await ask(bound.ada, '?from=2025-01-01')).toBe('sca_exceeded');
});

test('beyond what the bank has at all is refused at once', async () => {
  const { ada } = await setup({ everyBank: { historyDays: 730 } });
  expect(await ask(ada, '?from=2024-11-19&to=2026-11-20')).toBe('invalid_date_range');
  expect(await ask(ada, '?from=2024-11-20&to=2026-11-20')).toBeInstanceOf(Array);
});

test('a bank may ignore `from` and give everything, or cut it to 88 days and say nothing', async () => {
  const ignored = await setup({ everyBank: { from: 'ignored' } });
  ignored.bench.world.advance({ days: 1 });
  await ignored.ada.refresh();
  expect(oldest(await ask(ignored.ada, '?from=2026-11-01&to=2026-11-21'))).toMatch(/^2024-01/);
  const cut = await setup({ everyBank: { from: 'clamped' } });
  expect(oldest(await ask(cut.ada, '?from=2024-01-01&to=2026-11-20'))).toMatch(/^2026-(08|09)/);
});

test('a bank may list accounts only while the person was just there', async () => {
  const { bench, ada } = await setup({ everyBank: { listsOnlyAfterSca: true } });
  expect((await ada.get('/accounts')).status).toBe(200);
  bench.world.advance({ minutes: 6 });
  expect(await ada.get('/accounts')).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  expect(await ask(ada, '?from=2026-11-01')).toBeInstanceOf(Array);
});
