import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { EVERY_USER } from 'bankweave/store';
import { expect, test } from 'vitest';
import { accountRow, alias, decision, insert, run, update } from '../../../src/testing/store/samples.ts';
import { type Bench, codeOf, each, sealed, set } from '../../../src/testing/store/bench.ts';
import { bench, folder } from './files.ts';
import { intercept } from './intercept.ts';

const FULL = 13;
const failure = (errcode: number) => Object.assign(new Error('/secret/path: UPDATE secret'), { errcode });

const sets = [
  set({ rows: [insert('t2'), update('t1', { facts: { description: 'new' } })], aliases: [alias('k', 't1')] }),
  set({
    rows: [{ type: 'hide', id: 't2', as: 'removed', origin: 'live' }],
    decisions: [decision('d', 't1')],
    records: [{ namespace: 'box', key: 'k', userId: 'ada', value: 1 }],
  }),
];
const seal = sealed({
  accounts: [accountRow('a1')],
  checkpoints: [{ scope: '', checkpoint: 'x', state: {} }],
  run: run('r', '2026-01-01T00:00:00.000Z'),
  failures: 2,
});

async function state({ ledger, records }: Bench): Promise<unknown> {
  return [
    await ledger.changes(EVERY_USER, 0, 99),
    await ledger.changeBounds(),
    await ledger.known('c1', ['t1', 't2']),
    await ledger.connection(EVERY_USER, 'c1'),
    await ledger.checkpoints('c1'),
    await records.list(EVERY_USER, 'box', { limit: 9 }),
  ];
}

async function attempt(one: Bench): Promise<unknown> {
  const update_ = await one.openUpdate();
  return codeOf(update_.commit(each(sets), () => seal));
}

test('a full disk at any statement of a commit takes all of it back', async () => {
  const one = await bench(join(folder(), 'bank.db'));
  await one.publish([insert('t1')]);
  await one.epoch('c1');
  const before = await state(one);
  let at = 0;
  for (let fails = true; fails; at++) {
    let count = 0;
    fails = false;
    const restore = intercept(StatementSync, 'run', (real) => {
      if (count++ === at) {
        fails = true;
        throw failure(FULL);
      }
      return real();
    });
    const code = await attempt(one);
    restore();
    expect([at, code]).toEqual([at, fails ? 'store_unavailable' : 'no error']);
    if (fails) expect(await state(one), `statement ${at}`).toEqual(before);
  }
  expect(at).toBeGreaterThan(15);
  expect(await one.ledger.transaction(EVERY_USER, 't1')).toMatchObject({ description: 'new' });
});

const ends = { 'before COMMIT took effect': false, 'after COMMIT took effect': true };
for (const [when, effective] of Object.entries(ends)) {
  test(`an error ${when} is judged by what the file says`, async () => {
    const one = await bench(join(folder(), 'bank.db'));
    await one.publish([insert('t1')]);
    const before = await state(one);
    const restore = intercept(DatabaseSync, 'exec', (real, [sql]) => {
      if (sql !== 'COMMIT') return real();
      if (effective) real();
      throw failure(10);
    });
    const code = await attempt(one);
    restore();
    expect(code).toBe(effective ? 'no error' : 'store_unavailable');
    if (effective) expect(await one.version('c1')).toBe(3);
    else expect(await state(one)).toEqual(before);
    expect(await one.ledger.want('c1', 1)).toBe(1);
  });
}

const codes = {
  5: 'unavailable',
  8: 'unavailable',
  10: 'unavailable',
  13: 'unavailable',
  11: 'format',
  26: 'format',
};
for (const [errcode, kind] of Object.entries(codes)) {
  test(`SQLite's code ${errcode} becomes store_${kind}, with no path and no SQL`, async () => {
    const one = await bench(join(folder(), 'bank.db'), { patienceMs: 30 });
    const restore = intercept(StatementSync, 'get', () => {
      throw failure(Number(errcode) | 0x300);
    });
    const error: unknown = await one.ledger.want('c1', 1).catch((caught: unknown) => caught);
    restore();
    expect(error).toMatchObject({ code: `store_${kind}` });
    expect(`${String(error)}${JSON.stringify(error)}${(error as Error).stack}`).not.toMatch(/secret/);
  });
}

test('an error of the caller goes through as it is', async () => {
  const one = await bench(join(folder(), 'bank.db'));
  const own = new Error('mine');
  const update_ = await one.openUpdate();
  const failing = (async function* () {
    yield set({});
    throw own;
  })();
  await expect(update_.commit(failing, () => sealed())).rejects.toBe(own);
});

test('waits while another connection writes, and gives up in the end', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path, { patienceMs: 300 });
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  expect(await one.ledger.wanted('c1')).toBe(0);
  const before = performance.now();
  expect(await codeOf(one.ledger.want('c1', 1))).toBe('store_unavailable');
  expect(performance.now() - before).toBeGreaterThan(250);
  const patient = one.ledger.want('c1', 1);
  setTimeout(() => other.exec('COMMIT'), 60);
  expect(await patient).toBe(1);
  other.close();
});

test('a write that waits behind another gives up after its time, and the next one is served', async () => {
  const one = await bench(join(folder(), 'bank.db'), { patienceMs: 100 });
  let finish = (): void => undefined;
  const blocked = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const update_ = await one.openUpdate();
  const slow = (async function* () {
    await blocked;
    yield set({ rows: [insert('t1')] });
  })();
  const commit = update_.commit(slow, () => sealed());
  expect(await codeOf(one.ledger.want('c1', 1))).toBe('store_unavailable');
  finish();
  await commit;
  expect(await one.ledger.want('c1', 1)).toBe(1);
});
