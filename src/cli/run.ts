import { type Options, readOptions, UsageError } from './options.ts';
import type { Terminal } from './terminal.ts';
import { usage } from './usage.ts';

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 not understood. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let options: Options | 'help';
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(error.message);
    terminal.err(usage);
    return 2;
  }
  if (options === 'help') {
    terminal.out(usage);
    return 0;
  }
  // Asking for help should not load every provider.
  const { sandbox } = await import('./sandbox.ts');
  return sandbox(options, terminal);
}
