import { expect, test, vi } from 'vitest';
import { createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { createWorld, SCENARIOS, type WorldRow } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { rowsOf } from '../support/ledger-state.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { shuffled } from './arbitraries.ts';

vi.setConfig({ testTimeout: 120_000 });

const DAYS = 200;
// A row without a number cannot be told as gone by a feed of numbers, and rows of an account that vanished stay.
const STORIES = SCENARIOS.filter((name) => name !== 'blank_number' && name !== 'replaced_card');
const seeds = Array.from({ length: Number(process.env['WORLD_SEEDS'] ?? 2) }, (_, i) => 11 + i * 17);

test.each(seeds)(
  'world %i: over 200 days the ledger is the bank, row by row, and rows keep their ids',
  async (seed) => {
    const clock = new ManualClock(Date.UTC(2026, 2, 1, 9));
    const world = createWorld({ seed, clock });
    const store = memoryStore();
    const bank = createBankweave({
      adapters: [faker({ world, historyDays: 60, pageSize: 37 })],
      store,
      clock: world.clock,
    });
    const ada = bank.user(`person-${seed}`);
    const link = await ada.links.start('faker');
    const { id } = await ada.links.complete('faker', link.id);
    const login = world.login('river-bank', `person-${seed}`);
    const ourIds = new Map<string, string>();
    let kept = 0;
    let moved = 0;
    let first = '';
    const stories = shuffled(STORIES, seed);
    for (let day = 0; day < DAYS; ) {
      const story = stories[day % stories.length];
      const target = login.accounts[day % login.accounts.length];
      if (day > 0 && day % 9 === 0 && story && target && target.type === 'depository')
        world.scenario(story, target.id, { everyMs: 30 * 3_600_000 });
      const run = await bank.sync(id);
      expect(run.status).toBe('complete');
      first ||= run.accounts[0]?.historyFrom ?? '';
      const held = (await rowsOf(store, id)).filter(({ hidden, status }) => !hidden && status !== 'void');
      const from = world.today('river-bank', Date.UTC(2026, 2, 1, 9) - 60 * 86_400_000);
      const told = world
        .login('river-bank', `person-${seed}`)
        .accounts.flatMap((one) => world.ledger(one.id, undefined, { from }));
      // A bank may show a pending row beside its booked one for a while; the ledger counts it once.
      const named = new Set(told.map((row) => row.pendingId));
      const truth = told.filter((row) => !named.has(row.id));
      const line = (
        account: string,
        number: string,
        status: string,
        amount: string,
        date: string,
        text: string,
      ): string => [account, number, status, amount, date, text].join('|');
      const shown = held.map((row) =>
        line(row.account, row.ids[0] ?? '', row.status, row.amount, row.date, row.description),
      );
      const real = truth.map((row) =>
        line(row.accountId, row.id, row.status, row.amount.value, row.date, row.description),
      );
      expect({ missing: without(real, shown), extra: without(shown, real) }, `day ${day}`).toEqual({
        missing: [],
        extra: [],
      });
      const byNumber = new Map(held.map((row) => [`${row.account} ${row.ids[0]}`, row.id]));
      for (const { accountId, id: number, key } of truth as readonly WorldRow[]) {
        const ours = byNumber.get(`${accountId} ${number}`) ?? '';
        const before = ourIds.get(key);
        if (before === ours) kept++;
        else if (before !== undefined) moved++;
        ourIds.set(key, ours);
      }
      const step = 1 + ((seed + day) % 3);
      clock.advance(step * 86_400_000 + 3_600_000);
      day += step;
    }
    await bank.close();
    expect(kept).toBeGreaterThan(1_000);
    // Banks lose links and swap numbers in this world; beyond that no row may get another id.
    expect(moved).toBeLessThan(kept / 1_000);
  },
);

/** What is in one list more often than in another. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of others) counts.set(one, (counts.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const left = counts.get(one) ?? 0;
    counts.set(one, left - 1);
    return left <= 0;
  });
}
