import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorld, type World, type WorldRow } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const start = Date.UTC(2026, 10, 20, 15);
const world = createWorld({ seed: 11, clock: stoppedClock(start), epoch: '2025-03-01' });
const accounts = world.institutions.flatMap((bank) =>
  world.login(bank.id, 'ada').accounts.map(({ id }) => id),
);

const digits = (value: string) => (value.split('.')[1] ?? '').length;
const minor = (value: string) => BigInt(value.replace('.', ''));

/** Sum of rows in minor units, added up by hand. */
function sum(rows: readonly WorldRow[]): bigint {
  return rows.reduce((total, row) => total + minor(row.amount.value), 0n);
}

function expectConsistent(there: World, id: string, at: number): void {
  const account = there.account(id, at);
  const before = there.account(id, Date.UTC(2023, 11, 1));
  const rows = there.ledger(id, at);
  const posted = sum(rows.filter((row) => row.status === 'posted'));
  const holds = sum(rows.filter((row) => row.status === 'pending' && row.amount.value.startsWith('-')));
  const liability = account.type === 'credit' || account.type === 'loan';
  const current = minor(account.balances.current.value);
  expect(current).toBe(minor(before.balances.current.value) + (liability ? -posted : posted));
  const { available, limit } = account.balances;
  if (limit && available) expect(minor(available.value)).toBe(minor(limit.value) - current + holds);
  else if (available) expect(minor(available.value)).toBe(current + holds);
  else expect(account.type).toBe('loan');
}

test('a balance is the opening and the posted rows, at any moment', () => {
  const moment = fc.integer({ min: Date.UTC(2025, 1, 20), max: start });
  fc.assert(
    fc.property(fc.constantFrom(...accounts), moment, (id, at) => expectConsistent(world, id, at)),
    { numRuns: 60 },
  );
});

test('a balance follows what is done by hand, to new rows and to old ones', () => {
  const own = createWorld({ seed: 11, clock: stoppedClock(start), epoch: '2025-03-01' });
  const id = 'river-bank.ada.checking';
  const check = () => expectConsistent(own, id, own.now());
  own.account(id);
  const pending = own.authorize(id, { amount: '-20.00' });
  check();
  own.settle(pending.id, { amount: '-23.50' });
  check();
  const old = own.ledger(id).filter((row) => row.status === 'posted');
  own.remove(old[100]?.id ?? '');
  check();
  own.readd(old[100]?.id ?? '');
  own.amend(old[101]?.id ?? '', { amount: '-1.23' });
  check();
  own.renumber(id, old[300]?.date ?? '2026-01-01');
  own.renumber(id, old[301]?.date ?? '2026-01-01', 'swapped');
  check();
  own.advance({ days: 50 });
  check();
});

test('amounts have the digits of their currency and the sign of their direction', () => {
  const expected: Record<string, number> = { USD: 2, GBP: 2, EUR: 2, JPY: 0, KWD: 3 };
  const seen = new Set<string>();
  for (const id of accounts) {
    const { currency, type, balances } = world.account(id);
    expect(digits(balances.current.value)).toBe(expected[currency]);
    for (const row of world.ledger(id, undefined, { from: '2026-05-01' })) {
      expect(row.amount.currency).toBe(currency);
      expect(digits(row.amount.value)).toBe(expected[currency]);
      expect(row.amount.value).not.toMatch(/^-?0(\.0+)?$/);
      const out = row.amount.value.startsWith('-');
      seen.add(`${type} ${row.kind} ${out ? '-' : '+'}`);
      if (row.originalAmount) {
        expect(row.originalAmount.currency).not.toBe(currency);
        expect(row.originalAmount.value.startsWith('-')).toBe(out);
      }
    }
  }
  expect([...seen].sort()).toEqual([
    'credit adjustment +',
    'credit fee -',
    'credit interest -',
    'credit payment +',
    'credit purchase -',
    'credit refund +',
    'depository cash -',
    'depository fee -',
    'depository income +',
    'depository interest +',
    'depository payment -',
    'depository purchase -',
    'depository refund +',
    'depository transfer +',
    'depository transfer -',
    'investment fee -',
    'investment income +',
    'investment transfer +',
    'loan interest -',
    'loan payment +',
  ]);
});

test('running balances end at the balance and differ by each row', () => {
  for (const id of ['river-bank.ada.checking', 'river-bank.ada.credit']) {
    const rows = world.ledger(id).filter((row) => row.status === 'posted');
    const running = world.runningBalances(id);
    const after = rows.map((row) => minor(running.get(row.id)?.value ?? ''));
    expect(after.at(-1)).toBe(minor(world.account(id).balances.current.value));
    const sign = id.endsWith('credit') ? -1n : 1n;
    for (const [i, row] of rows.entries()) {
      if (i > 0) expect(after[i]).toBe((after[i - 1] ?? 0n) + sign * minor(row.amount.value));
    }
  }
});
