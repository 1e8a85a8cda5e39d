import { listFiles } from '../support/source-files.ts';

/** The quick ones first. */
const FOLDERS = ['test/sync', 'test/vault', 'test/webhooks', 'test/regression', 'test/properties'];

// Mutants are in one process: what other processes do says nothing. And some take too long to be asked often.
const LEFT_OUT = /processes|workers|kill|flood|every-port-call|every-await/;

/** The tests that are asked. */
export const TESTS = FOLDERS.flatMap((folder) => listFiles(folder)).filter(
  (file) => file.endsWith('.test.ts') && !LEFT_OUT.test(file),
);
