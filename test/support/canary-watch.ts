import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, afterEach } from 'vitest';
import { BankweaveError } from '../../src/errors/base.ts';
import { silentLogger } from '../../src/internal/logger.ts';
import { canariesIn, canariesInFiles, everyLook } from './canaries.ts';

// Looks over the whole suite's shoulder: every error of the library that is made, everything that is logged or printed,
// and every database file before a test takes it away. A canary in any of them fails the file that it was seen in.

/** Checked now and then, not kept for ever. */
const MOST_ERRORS = 200;
/** From here on the errors of a file are looked at without their stacks, which take long to make. */
const LOOKED_AT_CLOSELY = 500;
let looked = 0;
const errors: BankweaveError[] = [];
const found = new Set<string>();

function note(where: string, text: string | Buffer): void {
  for (const canary of canariesIn(text)) found.add(`${canary} in ${where}`);
}

function judge(): void {
  for (const error of errors.splice(0))
    note(`an error (${error.name})`, looked++ < LOOKED_AT_CLOSELY ? everyLook(error) : quickLook(error));
}

function quickLook(error: BankweaveError): string {
  const cause = error.cause instanceof BankweaveError ? quickLook(error.cause) : '';
  const own = Reflect.ownKeys(error).filter((key) => key !== 'stack' && key !== 'cause');
  return own.map((key) => `${String(key)} ${String(Reflect.get(error, key))}`).join('\n') + cause;
}

// Every error of the library sets its name as it is made, and is whole a moment later.
Object.defineProperty(BankweaveError.prototype, 'name', {
  configurable: true,
  get: () => 'BankweaveError',
  set(this: BankweaveError, name: string) {
    Object.defineProperty(this, 'name', {
      value: name,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    errors.push(this);
    if (errors.length > MOST_ERRORS) judge();
  },
});

for (const level of ['debug', 'info', 'warn', 'error'] as const)
  silentLogger[level] = (message, facts) => {
    note('a log line', everyLook([message, facts]));
  };

for (const level of ['log', 'debug', 'info', 'warn', 'error'] as const) {
  const print = console[level].bind(console);
  console[level] = (...args: unknown[]) => {
    note('printed output', everyLook(args));
    print(...args);
  };
}

const remove = fs.rmSync;
fs.rmSync = (path, options) => {
  if (typeof path === 'string') for (const hit of canariesInFiles(path)) found.add(hit);
  remove(path, options);
};
syncBuiltinESMExports();

afterEach(judge);
afterAll(() => {
  judge();
  const hits = [...found];
  found.clear();
  if (hits.length > 0) throw new Error(`Canaries were seen:\n${hits.join('\n')}`);
});
