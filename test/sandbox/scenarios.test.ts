import { expect, test } from 'vitest';
import { createWorld, SCENARIOS } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const accounts = [
  'river-bank.ada.checking',
  'river-bank.ada.credit',
  'sakura-bank.ada.checking',
  'gulf-bank.ada.credit',
];

test.each(SCENARIOS)('%s can be played to its end on any account', (name) => {
  for (const id of accounts) {
    const world = createWorld({ seed: 1, clock: stoppedClock(), epoch: '2026-10-01' });
    const story = world.scenario(name, id);
    const after = world.head();
    for (const row of story.rows) expect(world.ledger(id)).toContainEqual(row);
    for (const step of story.next) {
      world.advance({ days: 1 });
      for (const row of step()) expect(world.ledger(row.accountId)).toContainEqual(row);
    }
    const told = world.events(id.split('.', 2).join('.'), { after });
    expect(told.length).toBeGreaterThanOrEqual(story.next.length);
  }
});

test('a story can go on by itself as time passes', () => {
  const world = createWorld({ seed: 1, clock: stoppedClock(), epoch: '2026-10-01' });
  const id = 'river-bank.ada.checking';
  const [row] = world.scenario('removed_and_back', id, { everyMs: 3_600_000 }).rows;
  const there = () => world.ledger(id).some((each) => each.id === row?.id);
  const seen = [there()];
  for (let hour = 0; hour < 3; hour++) {
    world.advance({ hours: 1 });
    seen.push(there());
  }
  expect(seen).toEqual([true, false, true, true]);
  expect(() => world.scenario('nothing' as 'tip', id)).toThrow(/scenario/);
});

test('a replaced card owes the same', () => {
  const world = createWorld({ seed: 1, clock: stoppedClock(), epoch: '2026-10-01' });
  const id = 'river-bank.ada.credit';
  const owed = world.account(id).balances.current;
  world.scenario('replaced_card', id).next[0]?.();
  const listed = world.login('river-bank', 'ada').accounts;
  expect(listed.map((account) => account.id)).not.toContain(id);
  expect(listed.find((account) => account.id === `${id}-2`)?.balances.current).toEqual(owed);
});
