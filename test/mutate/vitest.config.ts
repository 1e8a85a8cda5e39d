import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { root } from '../support/source-files.ts';
import base from '../vitest.config.ts';
import { plan } from './plan.ts';

const files = (process.env['MUTATE_TESTS'] ?? '').split(',');
const place = ({ moduleId }: TestSpecification): number => files.indexOf(relative(root, moduleId));

/** The quick tests first: what they have killed, the slow ones are not asked about. */
class QuickFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications.toSorted((a, b) => place(a) - place(b));
  }
}

const { texts } = plan();

/** The suite with all mutants in it, all off until the runner turns one on. */
export default defineConfig({
  ...base,
  plugins: [
    { name: 'mutants', enforce: 'pre', transform: (_code, id) => texts.get(id.split('?', 1)[0] ?? '') },
  ],
  test: {
    ...base.test,
    runner: join(root, 'test/mutate/runner.ts'),
    include: files,
    setupFiles: [],
    sequence: { sequencer: QuickFirst },
    // A module kept from an earlier run has the mutants of that run in it, by other numbers.
    fsModuleCache: false,
    maxWorkers: 1,
    // The runner knows better when to give up.
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    dangerouslyIgnoreUnhandledErrors: true,
    reporters: [{}],
  },
});
