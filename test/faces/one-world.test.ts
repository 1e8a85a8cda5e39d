import { isDeepStrictEqual } from 'node:util';
import { addDays, type Bankweave, type CalendarDate, createBankweave, type Transaction } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { createWorld, type Wire, type World } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { beforeAll, expect, test } from 'vitest';
import { Chance } from '../simulate/chance.ts';
import { Actor, Scheduler } from '../simulate/scheduler.ts';
import { inProcess } from '../support/in-process.ts';
import { CARRIES, type Field, FIELDS } from './carries.ts';
import { type Face, HISTORY_DAYS } from './face.ts';
import { FACES } from './faces.ts';
import { warmUp } from './warm-up.ts';

// More on demand: FACES_SEEDS=1000 npx vitest run --config test/vitest.config.ts test/faces
const SEEDS = Number(process.env['FACES_SEEDS'] ?? (process.env['CI'] ? 20 : 2));
const DAYS = 14;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOKS = 6;

const BANKS = ['river-bank', 'thames-bank'];

type Clock = World['clock'];

interface Reader {
  readonly face: Face;
  readonly wire: Wire | undefined;
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly connectionId: string;
}

async function reader(face: Face, world: World, clock: Clock, institution: string): Promise<Reader> {
  const wire = face.wire?.();
  const { urls, transport } = inProcess(world, wire ? [wire] : []);
  const adapters = [face.adapter(world, urls[face.id])];
  const bank = createBankweave({ adapters, store: memoryStore(), clock, transport });
  const connectionId = await face.link(bank, { userId: 'ada', institution, username: 'ada' }, wire);
  return { face, wire, bank, connectionId };
}

/** One sync that comes to its end; the person is there, so that no provider holds calls back. */
async function synced({ face, wire, bank, connectionId }: Reader, clock: Clock): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (wire) face.freshen?.(wire);
    const run = await bank.sync(connectionId, { attended: { ip: '203.0.113.7' } });
    if (run.status === 'complete') return;
    await clock.sleep(MINUTE);
  }
  throw new Error(`${face.id} does not come to rest`);
}

/** Rows since a day, as texts of the fields asked for, with the account's last digits. */
async function rowsOf(
  { bank }: Reader,
  fields: readonly Field[],
  from: CalendarDate,
): Promise<readonly string[]> {
  const ada = bank.user('ada');
  const masks = new Map<string, string>();
  for await (const { id, mask } of ada.accounts.list()) masks.set(id, mask ?? '');
  const rows: string[] = [];
  const text = (row: Transaction): string => fields.map((field) => FIELDS[field](row)).join(' | ');
  for await (const row of ada.transactions.list({ from }))
    rows.push(`${masks.get(row.accountId)} | ${text(row)}`);
  return rows.sort();
}

const cases = Array.from({ length: SEEDS }, (_, i) => ({
  seed: i + 1,
  institution: BANKS[i % BANKS.length] ?? '',
}));

test.each(cases)(
  'world $seed at $institution: every provider gives the same ledger',
  { timeout: 120_000 },
  ({ seed, institution }) => {
    const scheduler = new Scheduler(new Chance(seed, 'order'), Date.UTC(2026, 2, 1, 9));
    return scheduler.run(oneWorld(seed, institution, scheduler.clockOf(new Actor('all'))));
  },
);

async function oneWorld(seed: number, institution: string, clock: Clock): Promise<void> {
  const chance = new Chance(seed, 'faces');
  const world = createWorld({ seed, clock, epoch: '2026-02-01' });
  const faces = FACES.filter(({ institutions }) => institutions.includes(institution));
  const readers: Reader[] = [];
  for (const face of faces) readers.push(await reader(face, world, clock, institution));
  const accounts = world.login(institution, 'ada').accounts.filter(({ type }) => type === 'depository');
  const from = addDays(world.today(institution), 2 - HISTORY_DAYS);
  for (let day = 0; day < DAYS; ) {
    if (day > 0 && chance.happens(0.4)) {
      const common = faces.reduce(
        (left, { scenarios }) => left.filter((name) => scenarios.includes(name)),
        [...(faces[0]?.scenarios ?? [])],
      );
      world.scenario(chance.pick(common), chance.pick(accounts).id, {
        everyMs: chance.pick([5, 30, 50]) * HOUR,
      });
    }
    const [truth, ...others] = readers;
    if (!truth) throw new RangeError('nobody reads');
    for (const other of others) {
      const same = CARRIES[other.face.id]?.fields;
      const fields = (Object.keys(FIELDS) as Field[]).filter((field) => same?.[field] === 'same');
      // What is gone may need a second look before it is believed.
      for (let looks = 1; ; looks++) {
        await synced(truth, clock);
        await synced(other, clock);
        const [told, held] = [await rowsOf(truth, fields, from), await rowsOf(other, fields, from)];
        if (looks < LOOKS && !isDeepStrictEqual(held, told)) continue;
        expect(held, `${other.face.id} on day ${day}`).toEqual(told);
        break;
      }
    }
    const step = chance.pick([1, 1, 2, 3]);
    await clock.sleep(step * 24 * HOUR + chance.below(5) * HOUR);
    day += step;
  }
  await Promise.all(readers.map(({ bank }) => bank.close()));
}

beforeAll(() => warmUp());

test('it is said what each provider can carry', () => {
  for (const { id } of FACES.slice(1)) expect(CARRIES).toHaveProperty(id);
});
