import type { AnyAdapter } from '../../adapter-kit/contract.ts';
import { lawsAsData, register, type TestFunction } from '../law.ts';
import { skippedBecause } from './adapter-law.ts';
import { abortLaws } from './laws/abort.ts';
import { answerLaws } from './laws/answers.ts';
import { connectionLaws } from './laws/connection.ts';
import { faultLaws } from './laws/faults.ts';
import { feedLaws } from './laws/feed.ts';
import { ledgerLaws } from './laws/ledger.ts';
import { linkLaws } from './laws/link.ts';
import { manifestLaws } from './laws/manifest.ts';
import { rowLaws } from './laws/rows.ts';
import { secretLaws } from './laws/secrets.ts';
import { webhookLaws } from './laws/webhooks.ts';
import type { ProviderWorld } from './provider-world.ts';
import { Rig } from './rig.ts';

/** What {@link adapterConformance} needs to know of an adapter. */
export interface AdapterConformanceOptions<World extends ProviderWorld> {
  /** Registers a test: vitest's, jest's or `node:test`'s own. */
  readonly test: TestFunction;
  /** Makes the adapter, for the world of one law. Called once before, to read the manifest. */
  readonly adapter: (world: World) => AnyAdapter;
  /**
   * Makes the provider's side, new for each law and once before. Left out, only what an adapter shows by itself is
   * tried, which needs a link of kind `none`.
   */
  readonly world?: () => World;
}

const laws = [
  ...manifestLaws,
  ...linkLaws,
  ...connectionLaws,
  ...feedLaws,
  ...rowLaws,
  ...ledgerLaws,
  ...faultLaws,
  ...answerLaws,
  ...secretLaws,
  ...abortLaws,
  ...webhookLaws,
];

/** What every adapter is held to, as data. */
export const ADAPTER_LAWS = lawsAsData(laws);

/**
 * Registers one test for each law that an adapter has to keep, each in a world of its own. Which laws apply follows from
 * the adapter's own traits and facets, and from what the world can make happen; what cannot be tried is a skipped test
 * whose name says why.
 *
 * @example
 * ```ts
 * import { test } from 'vitest'
 *
 * adapterConformance({ test, world: () => sandboxWorld(), adapter: ({ bank }) => faker({ world: bank }) })
 * ```
 */
export function adapterConformance<World extends ProviderWorld = ProviderWorld>({
  test,
  adapter,
  world = () => ({}) as World,
}: AdapterConformanceOptions<World>): void {
  const sample = world();
  const manifest = adapter(sample);
  for (const law of laws) {
    const run = async (): Promise<void> => {
      const own = world();
      await own.open?.();
      const rig = new Rig(adapter(own), own);
      try {
        await law.check(rig);
      } finally {
        await rig.close();
        await own.close?.();
      }
    };
    register(test, law, run, skippedBecause(law, manifest, sample));
  }
}
