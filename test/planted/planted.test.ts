import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { places } from './apply-edit.ts';
import { BUGS, UNPLANTABLE } from './bugs/index.ts';
import { verdictOf } from './verdict.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each(BUGS)('bug $number ($name) can be planted, and its battery is there', ({ edits, battery }) => {
  for (const edit of edits) {
    expect(places(root, edit), `${edit.file}: ${edit.find}`).toBe(1);
    expect(edit.replace).not.toBe(edit.find);
  }
  const files = battery.filter((part) => part.startsWith('test/'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});

test('every bug of the list is planted once, or says why it cannot be', () => {
  const numbers = [...BUGS, ...UNPLANTABLE].map(({ number }) => number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
});

test('only a test that failed catches a bug', () => {
  const file = (status: string, ...failureMessages: string[]) => ({
    name: 'one.test.ts',
    assertionResults: [{ status, fullName: 'one', failureMessages }],
  });
  const of = (...testResults: Parameters<typeof verdictOf>[0]['testResults']) =>
    verdictOf({ numPassedTests: 0, testResults }).outcome;
  expect(of(file('failed', 'AssertionError: expected 1 to be 2\n at x'))).toBe('caught');
  expect(of(file('passed'), file('failed', 'Error: Test timed out in 5000ms.'))).toBe('void');
  expect(of(file('passed'))).toBe('missed');
  expect(of(file('failed', 'no'), { name: 'two', message: 'SyntaxError', assertionResults: [] })).toBe(
    'void',
  );
  expect(of()).toBe('void');
});
