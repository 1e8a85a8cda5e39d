import { expect, test } from 'vitest';
import type { ExportLine } from 'bankweave';
import { all, codeOf } from '../client/banks.ts';
import { row } from '../client/plain-adapter.ts';
import { connect, dump, stage } from './stage.ts';

const ADA = 'ada-3f9a1c77';

type Of<Kind extends ExportLine['type']> = Extract<ExportLine, { type: Kind }>['data'];

const of = <Kind extends ExportLine['type']>(lines: readonly ExportLine[], kind: Kind): Of<Kind>[] =>
  lines.flatMap((line) => (line.type === kind ? [line.data as Of<Kind>] : []));

/** A user with something of every kind. */
async function full() {
  const scene = stage();
  const { bank, provider, clock } = scene;
  const ada = bank.user(ADA);
  const { id } = await connect(ada);
  provider.rows = [
    row('r1', '-5.00', '2026-11-10'),
    row('r2', '-6.00', '2026-11-11'),
    row('r3', '-7.00', '2026-11-12'),
    row('p1', '-8.00', '2026-11-19', { status: 'pending' }),
  ];
  provider.rejected = [{ path: 'amount', reason: 'no number', account: 'a1', date: '2026-11-13' }];
  await bank.sync(id);
  const rows = await all(ada.transactions.list());
  const idOf = (value: string): string => rows.find(({ amount }) => amount.value === value)?.id ?? '';
  await ada.transactions.update(idOf('-5.00'), { notes: 'for Zelda', categoryOverride: 'gifts' });
  await ada.transactions.remove(idOf('-6.00'));
  clock.advance(86_400_000);
  provider.accounts = provider.accounts.map((one) => ({
    ...one,
    balances: { ...one.balances, current: { value: '80.00', currency: 'GBP' } },
  }));
  await bank.sync(id);
  return { ...scene, ada, connection: id };
}

test('an export read back into maps is what the store holds', async () => {
  const { ada, file, store } = await full();
  const lines = await all(ada.export());
  const tables = dump(file);
  const rowsIn = (table: string): unknown[] => tables[table] ?? [];

  expect(of(lines, 'connection')).toEqual(await all(ada.connections.list()));
  expect(of(lines, 'account')).toEqual(await all(ada.accounts.list()));
  const [account] = of(lines, 'account');
  expect(of(lines, 'balance')).toEqual(await all(ada.balances.history(account?.id ?? '')));
  expect(of(lines, 'balance')).toHaveLength(2);

  // A naive model: what a reader of nothing but the file would have.
  const model = new Map(
    of(lines, 'transaction').map(({ decisions, ...row }) => [row.id, { row, decisions }]),
  );
  const every = await all(ada.transactions.list({ status: ['pending', 'posted', 'void'] }));
  expect([...model.values()].map(({ row }) => row).sort(byId)).toEqual([...every].sort(byId));
  for (const [id, { decisions }] of model) expect(decisions).toEqual(await ada.transactions.explain(id));
  expect([...model.values()].some(({ row }) => row.notes === 'for Zelda')).toBe(true);
  const hidden = of(lines, 'hidden_transaction');
  expect(hidden).toMatchObject([{ hidden: 'deleted', row: { facts: { amount: { value: '-6.00' } } } }]);
  expect(hidden[0]?.decisions).toMatchObject([{ rule: 'host_deleted' }]);
  expect(rowsIn('transactions')).toHaveLength(model.size + hidden.length);
  const decisions = [...model.values(), ...hidden].flatMap((one) => one.decisions);
  expect(rowsIn('decisions')).toHaveLength(decisions.length);

  expect(of(lines, 'run').sort(byId)).toEqual(
    [...(await store.ledger.runs({ userId: ADA }, {}, { limit: 99 }))].sort(byId),
  );
  expect(of(lines, 'quarantine')).toEqual(await all(ada.quarantine.list()));
  expect(of(lines, 'quarantine')).toHaveLength(1);
  const audit = of(lines, 'audit');
  expect(audit).toEqual(await all(ada.audit.list()));
  expect(audit.at(-1)?.action).toBe('export');
  expect(of(lines, 'consent')).toEqual(await all(ada.consents.list()));
  expect(of(lines, 'consent').length).toBeGreaterThan(0);
});

test('header and end count the lines, every line is versioned JSON, and no secret is in any', async () => {
  const { ada, provider } = await full();
  const lines = await all(ada.export());
  expect(lines[0]).toMatchObject({
    type: 'header',
    version: 1,
    data: { format: 'bankweave.export', userId: ADA },
  });
  expect(lines.at(-1)?.type).toBe('end');
  const [header] = of(lines, 'header');
  const [end] = of(lines, 'end');
  const counted: Record<string, number> = {};
  for (const { type } of lines) counted[type] = (counted[type] ?? 0) + 1;
  const { header: _h, end: _e, ...kinds } = counted;
  expect(end?.counts).toMatchObject(kinds);
  expect(header?.counts).toEqual(end?.counts);
  for (const line of lines) {
    expect(line.version).toBe(1);
    expect(JSON.parse(JSON.stringify(line))).toEqual(line);
  }
  const text = JSON.stringify(lines);
  for (const token of provider.open.values()) expect(text).not.toContain(token);
  expect(text).not.toMatch(/codeVerifier|sealed:|"digest"/);
});

test('an export is of one user, stops when told to, and is refused while the user is erased', async () => {
  const { ada, bank, provider, clock } = await full();
  const eve = await all(bank.user('eve').export());
  expect(eve.map(({ type }) => type)).toEqual(['header', 'audit', 'end']);
  const stop = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { type } of ada.export({ signal: stop.signal })) {
      seen.push(type);
      if (seen.length === 3) stop.abort(new Error('enough'));
    }
  })();
  await expect(reading).rejects.toThrow('enough');
  expect(seen).toHaveLength(3);
  // Cut off in the middle of its erasure, the user is closed until it is complete.
  const until = new AbortController();
  provider.before = (method) => (method === 'revoke' ? until.abort(new Error('stop')) : undefined);
  await expect(ada.erase({ signal: until.signal })).rejects.toThrow('stop');
  expect(await codeOf(() => all(ada.export()))).toBe('conflict');
  expect(await codeOf(() => ada.links.start('grants'))).toBe('conflict');
  provider.before = () => {};
  clock.advance(60_000);
  await bank.runDue();
  expect((await all(ada.export())).map(({ type }) => type)).toEqual(['header', 'audit', 'end']);
  expect(
    await codeOf(() =>
      ada
        .export({ sginal: 1 } as never)
        [Symbol.asyncIterator]()
        .next(),
    ),
  ).toBe('invalid_input');
});

test('rows are read a page at a time, and no page before it is asked for', async () => {
  const reads: number[] = [];
  const { bank, provider, other } = stage();
  const { id } = await connect(bank.user(ADA));
  provider.rows = Array.from({ length: 1_600 }, (_, n) => row(`r${n}`, `-${n + 1}.00`, '2026-11-10'));
  await bank.sync(id);
  const watching = other((store) => ({
    ...store,
    ledger: new Proxy(store.ledger, {
      get(ledger, key) {
        if (key !== 'transactions') return Reflect.get(ledger, key) as unknown;
        return (...args: Parameters<typeof ledger.transactions>) => {
          reads.push(args[3].limit);
          return ledger.transactions(...args);
        };
      },
    }),
  }));
  let rows = 0;
  let counted = 0;
  for await (const { type } of watching.user(ADA).export()) {
    if (type === 'header') counted = reads.length;
    if (type !== 'transaction') continue;
    rows++;
    expect(reads.length - counted).toBe(Math.ceil(rows / 500));
  }
  expect(rows).toBe(1_600);
  expect(Math.max(...reads)).toBe(500);
});

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
