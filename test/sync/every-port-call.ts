import { expect, test, vi } from 'vitest';
import type { Store } from 'bankweave/store';
import { Engine } from '../support/engine.ts';
import { FaultPoint, faultyAdapter, faultyStore, MODES, type Mode } from '../support/fault-point.ts';
import { stateOf } from '../support/ledger-state.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ADAPTER_SCENARIOS } from './scenarios-of-adapters.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** All ways at all calls, or one way at each call, taking turns. */
const ALL_WAYS = process.env['EVERY_PORT_CALL'] === 'all';

interface Story {
  readonly scenario: Scenario;
  readonly store: Store;
  readonly clock: ManualClock;
}

/** Tells a scenario to its end, through whatever happens at the fault point. */
async function tell({ scenario, store, clock }: Story, point: FaultPoint): Promise<unknown> {
  const provider = scenario.provider();
  const common = {
    clock,
    ...(scenario.stageInMemory && { stageInMemory: scenario.stageInMemory }),
  };
  let engine = new Engine(provider, {
    ...common,
    store: faultyStore(store, point),
    adapter: faultyAdapter(provider.adapter, point),
  });
  await new Engine(provider, { ...common, store }).link();
  let lost = false;
  // One more at the end: whatever happened before, there is nothing left to be mended.
  const rest = (): void => {};
  for (const step of [...scenario.steps, rest]) {
    step(provider);
    clock.advance(86_400_000);
    let ended = '';
    for (let attempt = 0; ; attempt++) {
      if (attempt > 4) throw new Error(`${scenario.name} does not come to its end: ${ended}`);
      const { where } = point;
      ended = await engine.sync(lost ? {} : { signal: point.controller.signal }).then(
        (run) => (run.error ? `${run.status} ${run.error.message}` : run.status),
        (error: unknown) => (error instanceof Error ? error.message : 'thrown'),
      );
      expect(provider.underWay, 'pulls still under way').toBe(0);
      if (!lost && (point.dead || point.controller.signal.aborted)) {
        // Nothing of the old engine is left but what it wrote; its lease runs out.
        lost = true;
        engine = new Engine(provider, { ...common, store });
        expect(clock.sleeping, 'timers left behind').toBe(0);
        clock.advance(61_000);
      } else if (where === point.where && !ended.startsWith('failed')) break;
      else clock.advance(61_000);
    }
  }
  return stateOf(store, 'con_1');
}

/** Tells every story with something going wrong at each of its calls, over one kind of store. */
export function everyPortCall(kind: string, open: () => Store): void {
  vi.setConfig({ testTimeout: 600_000 });
  test.each([...SCENARIOS, ...ADAPTER_SCENARIOS].map((scenario) => [scenario.name, scenario] as const))(
    `${kind}: %s`,
    async (_, scenario) => {
      const clock = new ManualClock();
      const store = open();
      // One file for all stories: a new one for each would take most of the time.
      const next = async (): Promise<Story> => {
        await store.open({ clock });
        await store.ledger.erase({ userId: 'ada' });
        return { scenario, store, clock: clock.restart() };
      };
      const calm = new FaultPoint();
      const expected = await tell(await next(), calm);
      expect(calm.calls).toBeGreaterThan(20);
      for (let at = 1; at <= calm.calls; at++) {
        const ways: readonly Mode[] = ALL_WAYS ? MODES : [MODES[(at + kind.length) % MODES.length] as Mode];
        for (const mode of ways) {
          const point = new FaultPoint(at, mode);
          const state = await tell(await next(), point);
          expect(state, `${mode} at call ${at}: ${point.where}`).toEqual(expected);
        }
      }
      await store.close();
    },
  );
}
