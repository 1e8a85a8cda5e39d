/** As much of vitest's JSON report as tells how a run went. */
export interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** What a battery made of a planted bug. */
export interface Verdict {
  /** `void` where the run says nothing about the bug. */
  readonly outcome: 'caught' | 'missed' | 'void';
  /** The test that noticed it, or why none did. */
  readonly by: string;
}

/**
 * A bug is caught by a test that failed. A file that could not be loaded, a test that took too long and a run without
 * any test say nothing about the bug.
 */
export function verdictOf(report: Report): Verdict {
  const broken = report.testResults.find(
    ({ assertionResults, message }) => assertionResults.length === 0 && message,
  );
  if (broken) return { outcome: 'void', by: `a test file could not be loaded: ${firstLine(broken.message)}` };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status === 'failed');
  const noticed = failed.find(
    ({ failureMessages }) => !firstLine(failureMessages?.[0]).includes('timed out'),
  );
  if (noticed)
    return { outcome: 'caught', by: `${noticed.fullName}: ${firstLine(noticed.failureMessages?.[0])}` };
  if (failed.length > 0) return { outcome: 'void', by: 'a test took too long, and none failed otherwise' };
  if (results.length === 0) return { outcome: 'void', by: 'no test ran' };
  return { outcome: 'missed', by: `${report.numPassedTests} tests passed` };
}

function firstLine(text: string | undefined): string {
  return text?.split('\n', 1)[0] ?? '';
}
