import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output of a run with one plain line: `N passed, N failed` (and `, N skipped`). */
export default class SummaryReporter implements Reporter {
  // What stands if the run dies before a single test.
  #line = '0 passed, 1 failed';

  onInit(): void {
    process.once('exit', () => {
      console.log(this.#line);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // Files and suites that break outside of a test (imports, hooks) count as one failure each.
      count.failed += module.errors().length > 0 ? 1 : 0;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length > 0 ? 1 : 0;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const nothingRan = count.passed + count.failed + count.skipped === 0;
    const failed = count.failed + count.pending + (nothingRan ? 1 : 0);
    this.#line = `${count.passed} passed, ${failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`;
  }
}
