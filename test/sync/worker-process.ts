// A process of its own: syncs one connection of a shared file until all there is has been read.
import { systemClock } from '../../src/internal/clock.ts';
import { sqliteStore } from 'bankweave/store/sqlite';
import { Engine } from '../support/engine.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { row, ScriptedProvider } from '../support/scripted-adapter.ts';

const ROWS = 400;
const STEP = 10;

const provider = new ScriptedProvider();
provider.onPull = ({ checkpoint }) => {
  const from = Number(checkpoint ?? 0);
  const to = Math.min(ROWS, from + STEP);
  const upserts = Array.from({ length: to - from }, (_, i) => row(`t${from + i}`));
  return [
    { upserts: upserts.slice(0, 5) },
    () => systemClock.sleep(5),
    { upserts: upserts.slice(5), checkpoint: `${to}` },
  ];
};

const [, , path = ''] = process.argv;
// The lease of a killed process has to run out within the test, so this clock runs a hundred times as fast.
const began = Date.now();
const fast = {
  now: () => began + (Date.now() - began) * 100,
  monotonic: () => performance.now() * 100,
  sleep: (ms: number, options?: { signal?: AbortSignal | undefined }) => systemClock.sleep(ms / 100, options),
};
const store = sqliteStore(path);
const engine = new Engine(provider, { store, clock: fast as unknown as ManualClock });
await store.open({ clock: fast });
for (;;) {
  try {
    const run = await engine.sync();
    if (run.status === 'complete' && (await store.ledger.checkpoints('con_1'))[0]?.checkpoint === `${ROWS}`)
      break;
  } catch (error) {
    const { code } = error as { code?: string };
    if (
      code !== 'lease_held' &&
      code !== 'lease_lost' &&
      code !== 'stale_update' &&
      code !== 'store_unavailable'
    ) {
      console.error(error);
      process.exit(1);
    }
    await systemClock.sleep(3);
  }
}
await store.close();
process.exit(0);
