import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import { Engine } from '../support/engine.ts';
import { rowsOf, stateOf, visible } from '../support/ledger-state.ts';
import { account, ScriptedProvider } from '../support/scripted-adapter.ts';
import { batchesOf, days, shuffled } from './arbitraries.ts';
import { BankModel, type Deed, idOf } from './bank-model.ts';

vi.setConfig({ testTimeout: 120_000 });

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

/** How well a bank numbers its rows: for good, anew with every read, or not at all. */
type Numbering = 'stable' | 'unstable' | 'none';

/** A bank that shows windows of days and its whole pending set, and never says what is gone. */
function windowBank(bank: BankModel, numbering: Numbering): ScriptedProvider {
  const scripted = new ScriptedProvider({
    scope: 'account',
    removals: 'inferred',
    pending: 'complete-set',
    windowed: true,
    historyDays: 90,
    overlapDays: 30,
  });
  scripted.accounts = [account('a'), account('b')];
  let reads = 0;
  scripted.onPull = ({ account: where = '', window }) => {
    const read = ++reads;
    const ids = (row: Upsert): Upsert['ids'] =>
      numbering === 'stable'
        ? row.ids
        : numbering === 'none'
          ? []
          : [{ scheme: 'id', value: `${idOf(row)} of ${read}`, stable: false }];
    const rows = [...bank.live.values()].filter((row) => row.account === where);
    const upserts = shuffled(
      rows.map((row) => ({ ...row, pendingId: '', ids: ids(row) })),
      read,
    );
    const batches = batchesOf({ upserts, removals: [] }, { order: read, size: 3 });
    return batches.map((batch, index) =>
      index < batches.length - 1
        ? batch
        : {
            ...batch,
            coverage: [
              { account: where, from: window.from, to: '2026-12-31', status: 'posted' as const },
              { account: where, pending: 'complete' as const },
            ],
            checkpoint: `read ${read}`,
          },
    );
  };
  return scripted;
}

const line = (row: {
  account: string;
  status: string;
  amount: string;
  date: string;
  description: string;
}): string => [row.account, row.status, row.amount, row.date, row.description].join('|');

function truth(bank: BankModel): string[] {
  return [...bank.live.values()].map((row) => line({ ...row, amount: row.amount.value })).sort();
}

async function shown(engine: Engine): Promise<string[]> {
  return (await visible(engine.store, engine.connectionId)).map(line).sort();
}

// A bank gives a new number to what it books; that a number comes back is another matter.
const settled = (deeds: readonly Deed[]): readonly Deed[] =>
  deeds.filter(({ type }) => type !== 'reissue' && type !== 'bringBack');

for (const numbering of ['stable', 'unstable', 'none'] as const) {
  test(`windows of a bank whose numbers are ${numbering}: once it rests, the ledger shows what it shows`, async () => {
    await fc.assert(
      fc.asyncProperty(days, async (happened) => {
        const bank = new BankModel();
        const engine = await new Engine(windowBank(bank, numbering)).link();
        for (const deeds of happened) {
          for (const deed of settled(deeds)) bank.do(deed);
          const { counts } = await engine.later();
          expect(counts.received).toBe(
            counts.added + counts.modified + counts.unchanged + counts.removed + counts.quarantined,
          );
          expect(counts.received).toBe(bank.live.size);
        }
        for (let i = 0; i < 4; i++) await engine.later();
        expect(await shown(engine)).toEqual(truth(bank));
        // Nothing happens any more, so nothing is written any more.
        const { newest } = await engine.store.ledger.changeBounds();
        const before = await rowsOf(engine.store, engine.connectionId);
        const run = await engine.sync();
        expect(run.counts).toMatchObject({ added: 0, modified: 0, vanished: 0, voided: 0 });
        expect((await engine.store.ledger.changeBounds()).newest).toBe(newest);
        expect(await rowsOf(engine.store, engine.connectionId)).toEqual(before);
        await stateOf(engine.store, engine.connectionId);
      }),
      { numRuns: RUNS },
    );
  });
}
