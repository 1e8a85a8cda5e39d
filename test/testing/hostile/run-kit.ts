import type { TestFunction } from 'bankweave/testing';

/** Runs a kit as a runner would, and gives the ids of the laws that failed, with why. */
export async function brokenLaws(conform: (test: TestFunction) => void): Promise<Record<string, string>> {
  const tests: { readonly id: string; readonly run: () => Promise<void> }[] = [];
  const take = (name: string, run: () => Promise<void>): void =>
    void tests.push({ id: name.slice(0, name.indexOf(' ')), run });
  conform(Object.assign(take, { skip: () => undefined }));
  const failed: Record<string, string> = {};
  for (const { id, run } of tests)
    await run().catch((error: unknown) => {
      failed[id] = error instanceof Error ? error.message : String(error);
    });
  return failed;
}
