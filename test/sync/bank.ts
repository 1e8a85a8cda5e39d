import type { Batch, Upsert } from 'bankweave/adapter-kit';
import { Engine } from '../support/engine.ts';
import { sorted, visible } from '../support/ledger-state.ts';
import { ScriptedProvider } from '../support/scripted-adapter.ts';

/** Linked and synced once. */
export const started = async (provider: ScriptedProvider): Promise<Engine> => {
  const engine = await new Engine(provider).link();
  await engine.sync();
  return engine;
};

/** A bank that shows everything it has each time, and claims to. */
export function whole(provider: ScriptedProvider, rows: readonly Upsert[], more: Partial<Batch> = {}): void {
  provider.onPull = ({ window }) => [
    {
      upserts: rows,
      coverage: [
        { account: 'a', from: window.from, to: '2026-12-31', status: 'posted' },
        { account: 'a', pending: 'complete' },
      ],
      checkpoint: `read ${provider.pulls.length}`,
      ...more,
    },
  ];
}

/** A provider that says nothing of what is gone. */
export const inferred = (): ScriptedProvider =>
  new ScriptedProvider({
    removals: 'inferred',
    pending: 'complete-set',
    windowed: true,
    historyDays: 60,
    overlapDays: 30,
  });

/** The provider's ids of the rows that are shown. */
export const idsOf = async (engine: Engine): Promise<(string | undefined)[]> =>
  sorted((await visible(engine.store)).map(({ ids }) => ids[0]));
