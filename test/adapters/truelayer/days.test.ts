import type { BankQuirks } from 'bankweave/adapters/truelayer/sandbox';
import { addDays } from 'bankweave';
import { expect, test, vi } from 'vitest';
import { ledgerLines, worldLines } from './lines.ts';
import { served } from './served.ts';

type Served = Awaited<ReturnType<typeof served>>;

vi.setConfig({ testTimeout: 300_000 });

const DAYS = process.env['TRUELAYER_DAYS'];
const ACCOUNTS = ['checking', 'savings', 'credit'].map((slug) => `thames-bank.ada.${slug}`);

/** Chance that is the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

/** One day in which things happen that windows of dates are bad at. */
function live({ world }: Served, roll: (sides: number) => number, open: string[]): void {
  world.advance({ days: 1 });
  const account = ACCOUNTS[roll(ACCOUNTS.length)] ?? '';
  const today = world.today('thames-bank');
  const recent = world
    .ledger(account)
    .filter(
      ({ date, status }) => status === 'posted' && date >= addDays(today, -30) && date < addDays(today, -3),
    );
  const some = recent[roll(Math.max(1, recent.length))];
  switch (roll(9)) {
    case 0: // a late row, dated weeks back
      world.post(account, { amount: `-${roll(90) + 1}.50`, date: addDays(today, -1 - roll(40)) });
      break;
    case 1: // two equal purchases on one day
      for (let n = 0; n < 2; n++)
        world.post(account, { amount: '-3.20', merchant: 'Corner Coffee', date: addDays(today, -roll(3)) });
      break;
    case 2: // a pending row that will vanish, or be booked with another amount
      open.push(world.authorize(account, { amount: `-${roll(40) + 10}.00` }).id);
      break;
    case 3: {
      const id = open.shift();
      if (id !== undefined) world.void(id);
      break;
    }
    case 4: {
      const id = open.shift();
      if (id !== undefined) world.settle(id, { amount: '-19.99' });
      break;
    }
    case 5: // the bank gives other numbers to a day's rows
      if (some) world.renumber(account, some.date, roll(2) === 0 ? 'fresh' : 'swapped');
      break;
    case 6:
      if (some) world.remove(some.id);
      break;
    case 7:
      if (some) world.rename(some.id, `${some.originalDescription} CORRECTED`);
      break;
    default:
      if (some) world.amend(some.id, { amount: `-${roll(50) + 1}.25` });
  }
}

/** The two ends of the ladder for the whole time, what lies between them for a part of it. */
const BANKS: Readonly<Record<string, BankQuirks & { readonly days: number }>> = {
  'a bank with ids for good': { days: 200 },
  'a bank whose ids stay through settlement': { days: 60, normalisedIds: false, keepsIdOnSettlement: true },
  'a bank that ignores `from` and writes times in every way': {
    days: 60,
    from: 'ignored',
    timestamps: 'mixed',
    rehash: true,
  },
  'a bank without any id of its own, whose hashes are new in each answer': {
    days: 200,
    normalisedIds: false,
    providerIds: false,
    rehash: true,
    timestamps: 'midnight',
  },
};

test.each(Object.entries(BANKS))(
  "virtual days at %s: the ledger is the bank's",
  async (_, { days, ...quirks }) => {
    const app = await served({
      wire: { everyBank: quirks },
      adapter: { person: () => ({ name: 'Ada', email: 'ada@example.com' }) },
    });
    const { ada, bank, world, link, repair } = app;
    const connection = await link();
    const first = await bank.sync(connection.id);
    expect(first).toMatchObject({ status: 'complete', counts: { quarantined: 0 } });
    const roll = dice(11);
    const open: string[] = [];
    for (let day = 1; day <= Number(DAYS ?? days); day++) {
      live(app, roll, open);
      if (day % 80 === 0) await repair(connection.id, 'renew_consent');
      const run = await bank.sync(connection.id);
      expect(run).toMatchObject({ status: 'complete', counts: { quarantined: 0 } });
    }
    // What is gone counts as gone when it was missing from several reads.
    for (let n = 0; n < 5; n++) await bank.sync(connection.id, { attended: { ip: '203.0.113.7' } });
    const settled = addDays(world.today('thames-bank'), -2);
    for (const id of ACCOUNTS) {
      const { name } = world.account(id);
      const until = (line: string): boolean => line.slice(0, 10) <= settled;
      const [ours, theirs] = [await ledgerLines(ada, name), worldLines(world, id)];
      expect(ours.length, name).toBeGreaterThan(5);
      expect(ours.filter(until), name).toEqual(theirs.filter(until));
      expect(
        ours.filter((line) => line.includes(' pending ')),
        name,
      ).toEqual(theirs.filter((line) => line.includes(' pending ')));
      // The last days are at the edge of every window: nothing is missing there.
      expect(
        theirs.filter((line) => !ours.includes(line)),
        name,
      ).toEqual([]);
    }
  },
);
