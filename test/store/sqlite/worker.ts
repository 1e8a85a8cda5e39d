// A process of its own, for the tests of several processes on one file: worker.ts <job> <file> <name>.
import { type ChangeSet, EVERY_USER } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { systemClock } from '../../../src/internal/clock.ts';
import { insert } from '../../../src/testing/store/samples.ts';

const [job = '', path = '', name = ''] = process.argv.slice(2);
const ROUNDS = 40;
const store = sqliteStore(path);
const { ledger } = store;
const none = { aliases: [], decisions: [], records: [] };

const jobs: Record<string, () => Promise<unknown>> = {
  /** Wishes, and commits under a lease, as fast as the others let it. */
  async compete() {
    let committed = 0;
    while (committed < ROUNDS) {
      await ledger.want('c1', 1);
      const lease = await ledger.acquire('c1', name, 60_000);
      if (!lease) {
        await systemClock.sleep(1);
        continue;
      }
      const version = (await ledger.connection(EVERY_USER, 'c1'))?.version ?? 0;
      const update = await ledger.openUpdate({ connectionId: 'c1', epoch: lease.epoch, version });
      const sets = (async function* (): AsyncGenerator<ChangeSet> {
        yield { ...none, rows: [insert(`${name}-${committed}-a`)] };
        yield { ...none, rows: [insert(`${name}-${committed}-b`)] };
      })();
      await update.commit(sets, () => ({ accounts: [], balances: [] }));
      await ledger.release(lease);
      committed++;
    }
    return committed;
  },
  /** Stops in the middle of a commit and waits for its end. */
  async hang() {
    const lease = await ledger.acquire('c1', name, 1);
    const version = (await ledger.connection(EVERY_USER, 'c1'))?.version ?? 0;
    const update = await ledger.openUpdate({ connectionId: 'c1', epoch: lease?.epoch ?? 0, version });
    const sets = (async function* (): AsyncGenerator<ChangeSet> {
      for (let round = 0; ; round++) {
        const rows = Array.from({ length: 2_000 }, (_, n) => insert(`${name}-${round}-${n}`));
        yield { ...none, rows };
        if (round === 10) process.send?.('in the middle');
      }
    })();
    await update.commit(sets, () => ({ accounts: [], balances: [] }));
  },
  async want() {
    return ledger.want('c1', 1);
  },
};

try {
  await store.open({ clock: systemClock });
  const result = await jobs[job]?.();
  await store.close();
  process.send?.({ result });
} catch (error) {
  process.send?.({ error: (error as { code?: unknown }).code ?? String(error) });
}
process.disconnect?.();
