import type { AnyAdapter } from '../../adapter-kit/contract.ts';
import { lawsAsData, register, type TestFunction } from '../law.ts';
import { skippedBecause } from './adapter-law.ts';
import { abortLaws } from './laws/abort.ts';
import { answerLaws } from './laws/answers.ts';
import { connectionLaws } from './laws/connection.ts';
import { errorLaws } from './laws/errors.ts';
import { faultLaws } from './laws/faults.ts';
import { feedLaws } from './laws/feed.ts';
import { ledgerLaws } from './laws/ledger.ts';
import { linkLaws } from './laws/link.ts';
import { manifestLaws } from './laws/manifest.ts';
import { pageLaws } from './laws/pages.ts';
import { rowLaws } from './laws/rows.ts';
import { secretLaws } from './laws/secrets.ts';
import { signLaws } from './laws/signs.ts';
import { webhookLaws } from './laws/webhooks.ts';
import type { ProviderWorld } from './provider-world.ts';
import { Rig } from './rig.ts';

/** What {@link adapterConformance} needs to know of an adapter. */
export interface AdapterConformanceOptions<World extends ProviderWorld> {
  /** Registers a test: vitest's, jest's or `node:test`'s own. */
  readonly test: TestFunction;
  /**
   * Makes the adapter, for the world of one law. Called once before, to read the manifest. Where `pageSizes` are given,
   * some laws make it again with one of them.
   */
  readonly adapter: (world: World, pageSize?: number) => AnyAdapter;
  /**
   * Sizes of pages that it can be made to read, the smallest first, such as `[1, 7, 500]`: for a few rows to a page and
   * for all in one. Left out for a provider without pages.
   */
  readonly pageSizes?: readonly number[];
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
  ...pageLaws,
  ...signLaws,
  ...rowLaws,
  ...ledgerLaws,
  ...faultLaws,
  ...answerLaws,
  ...errorLaws,
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
  pageSizes = [],
  world = () => ({}) as World,
}: AdapterConformanceOptions<World>): void {
  const sample = world();
  const manifest = adapter(sample);
  for (const law of laws) {
    const run = async (): Promise<void> => {
      const own = world();
      await own.open?.();
      const rig = new Rig(
        adapter(own),
        own,
        pageSizes.map((size) => () => adapter(own, size)),
      );
      try {
        await law.check(rig);
      } finally {
        await rig.close();
        await own.close?.();
      }
    };
    register(test, law, run, skippedBecause(law, manifest, sample, pageSizes));
  }
}
