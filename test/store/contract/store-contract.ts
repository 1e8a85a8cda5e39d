import { describe, expect, test } from 'vitest';
import { commitContract } from './commits.ts';
import { feedContract } from './feed.ts';
import { hostileTextContract } from './hostile-text.ts';
import { listContract } from './lists.ts';
import { ManualClock } from './manual-clock.ts';
import { recordContract } from './record-box.ts';
import { rowContract } from './rows.ts';
import { stagingContract } from './staging.ts';
import { Bench, type StoreSubject } from './subject.ts';
import { tenancyContract } from './tenancy.ts';
import { workContract } from './work.ts';

/** What every store has to keep; the same tests for each. */
export function storeContract(subject: StoreSubject): void {
  describe(subject.name, () => {
    test('opens and closes as often as it is told', async () => {
      const bench = await Bench.open(subject);
      await bench.store.open({ clock: new ManualClock() });
      expect(await bench.version('c1')).toBe(1);
      await bench.store.close();
      await bench.store.close();
    });

    commitContract(subject);
    stagingContract(subject);
    rowContract(subject);
    feedContract(subject);
    workContract(subject);
    recordContract(subject);
    listContract(subject);
    hostileTextContract(subject);
    tenancyContract(subject);
  });
}
