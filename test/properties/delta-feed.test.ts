import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { CheckpointInvalidError, type Upsert } from 'bankweave/adapter-kit';
import { Engine } from '../support/engine.ts';
import { stateOf, visible } from '../support/ledger-state.ts';
import { account, ScriptedProvider } from '../support/scripted-adapter.ts';
import { batchesOf, days, telling } from './arbitraries.ts';
import { BankModel, type Deed, idOf } from './bank-model.ts';

vi.setConfig({ testTimeout: 120_000 });

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

function provider(): ScriptedProvider {
  const scripted = new ScriptedProvider();
  scripted.accounts = [account('a'), account('b')];
  return scripted;
}

/** What the ledger shows, as the bank would say it. */
async function shown(engine: Engine): Promise<string[]> {
  const rows = await visible(engine.store, engine.connectionId);
  return rows
    .map(({ account: where, ids, status, amount, date, description }) =>
      [where, ids[0], status, amount, date, description].join('|'),
    )
    .sort();
}

function truth(bank: BankModel): string[] {
  return [...bank.live.values()]
    .map((row) => [row.account, idOf(row), row.status, row.amount.value, row.date, row.description].join('|'))
    .sort();
}

async function live(
  engine: Engine,
  scripted: ScriptedProvider,
  happened: readonly (readonly Deed[])[],
  told: readonly { order: number; size: number }[],
) {
  const bank = new BankModel();
  let before: ReadonlyMap<string, Upsert> = new Map();
  for (const [index, deeds] of happened.entries()) {
    for (const deed of deeds) bank.do(deed);
    scripted.publish(batchesOf(bank.since(before), told[index % told.length] ?? { order: 1, size: 100 }));
    before = new Map(bank.live);
    const run = await engine.later();
    const { received, added, modified, unchanged, removed, quarantined } = run.counts;
    expect(received).toBe(added + modified + unchanged + removed + quarantined);
    expect(await shown(engine)).toEqual(truth(bank));
  }
  return bank;
}

test('after every update the ledger shows what the bank shows, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(days, fc.array(telling, { minLength: 1, maxLength: 6 }), async (happened, told) => {
      const scripted = provider();
      const engine = await new Engine(scripted).link();
      await live(engine, scripted, happened, told);
    }),
    { numRuns: RUNS },
  );
});

test('order and batches inside an update change nothing, nor does the bound on memory', async () => {
  await fc.assert(
    fc.asyncProperty(
      days,
      telling,
      telling,
      fc.nat({ max: 6 }),
      async (happened, one, other, stageInMemory) => {
        const states = [];
        for (const [told, inMemory] of [
          [one, 5_000],
          [other, stageInMemory],
        ] as const) {
          const scripted = provider();
          const engine = await new Engine(scripted, { stageInMemory: inMemory }).link();
          await live(engine, scripted, happened, [told]);
          states.push(await stateOf(engine.store, engine.connectionId));
        }
        expect(states[1]).toEqual(states[0]);
      },
    ),
    { numRuns: RUNS },
  );
});

test('an update that is told again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(days, telling, async (happened, told) => {
      const scripted = provider();
      const engine = await new Engine(scripted).link();
      const bank = await live(engine, scripted, happened, [told]);
      const before = await stateOf(engine.store, engine.connectionId);
      const { newest } = await engine.store.ledger.changeBounds();
      // The last update once more, from an earlier position.
      const { onPull } = scripted;
      scripted.onPull = (input) => onPull({ ...input, checkpoint: 'earlier' });
      const again = await engine.sync();
      expect(again.counts).toMatchObject({ added: 0, modified: 0, removed: 0 });
      expect(await stateOf(engine.store, engine.connectionId)).toEqual(before);
      // All of it once more, as rows that are there.
      scripted.publish({ upserts: [...bank.live.values()] });
      const all = await engine.sync();
      expect(all.counts).toMatchObject({ received: bank.live.size, unchanged: bank.live.size });
      expect((await engine.store.ledger.changeBounds()).newest).toBe(newest);
    }),
    { numRuns: RUNS },
  );
});

test('after a dead checkpoint a full pass finds everything out, however much is gone', async () => {
  await fc.assert(
    fc.asyncProperty(days, days, async (happened, missed) => {
      const scripted = provider();
      const engine = await new Engine(scripted).link();
      const bank = await live(engine, scripted, happened, [{ order: 1, size: 3 }]);
      for (const deed of missed.flat()) bank.do(deed);
      let passes = 0;
      scripted.onPull = ({ checkpoint }) => {
        if (checkpoint === null) passes++;
        if (checkpoint === null)
          return [{ upserts: [...bank.live.values()], readiness: 'complete', checkpoint: 'new' }];
        return checkpoint === 'new' ? [{ checkpoint }] : [new CheckpointInvalidError('dead')];
      };
      // One pass, or where too much is gone to believe it at once, several that agree.
      for (let run = 0; run < 5; run++) await engine.later();
      expect([1, 4]).toContain(passes);
      // What lies before everything that came is beyond what was read.
      const first = (where: string): string =>
        [...bank.live.values()].flatMap((row) => (row.account === where ? row.date : [])).sort()[0] ?? '9';
      const inside = (line: string): boolean => {
        const [where = '', , status, , date = ''] = line.split('|');
        return status === 'pending' || date >= first(where);
      };
      expect((await shown(engine)).filter(inside)).toEqual(truth(bank));
    }),
    { numRuns: RUNS },
  );
});
