import { stripTypeScriptTypes } from 'node:module';
import { expect, test } from 'vitest';
import { instrument } from './instrument.ts';
import { KEPT } from './kept.ts';
import { plan } from './plan.ts';
import { mutantSwitch } from './switch.ts';

const source = `
const LIMIT = 3;
function judge(values: number[], log?: { push(value: number): void }): string {
  if (values.length > LIMIT) return 'many';
  for (const value of values) log?.push(value);
  return values.some((value) => value < 0) ? 'odd' : 'fine';
}
judge;
`;

function results(): Map<string, string> {
  const { text, mutants } = instrument('judge.ts', source, 1);
  const script = stripTypeScriptTypes(text);
  // oxlint-disable-next-line no-eval -- the text is made here
  const judge = (0, eval)(`{${script}}`) as (values: number[], log?: number[]) => string;
  const of = (): string => {
    const log: number[] = [];
    try {
      return JSON.stringify([judge([1, 2, 3], log), judge([1, -2]), judge([1, 2, 3, 4]), log]);
    } catch (error) {
      return String(error);
    }
  };
  mutantSwitch.turn(0);
  const found = new Map([['as it is', of()]]);
  for (const { id, was, now } of mutants) {
    mutantSwitch.turn(id);
    found.set(`${was} -> ${now}`, of());
  }
  mutantSwitch.turn(0);
  return found;
}

test('each mutant of a file can be turned on alone, and all off leave it as it is', () => {
  const found = results();
  const whole = '["fine","odd","many",[1,2,3]]';
  expect(found.get('as it is')).toBe(whole);
  expect(found.get('values.length > LIMIT -> values.length >= LIMIT')).toBe('["many","odd","many",[]]');
  expect(found.get('values.some((value) => value < 0) -> values.every((value) => value < 0)')).toBe(
    '["fine","fine","many",[1,2,3]]',
  );
  expect(found.get('log?.push(value); -> ')).toBe('["fine","odd","many",[]]');
  expect(found.get('log?.push(value) -> log.push(value)')).toMatch('TypeError');
  expect(found.get("'odd' -> ''")).toBe('["fine","","many",[1,2,3]]');
  expect([...found.values()].filter((result) => result === whole)).toEqual([
    whole,
    // `< 0` and `<= 0` are one where no 0 is.
    whole,
  ]);
});

test('code that goes round for ever is ended', () => {
  mutantSwitch.turn(1, 1_000);
  expect(() => {
    for (;;) mutantSwitch.isMutant(2);
  }).toThrow('for ever');
  mutantSwitch.turn(0);
});

test('every mutant has an id of its own, and every reason a mutant', () => {
  const { mutants } = plan();
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  for (const { file, at, now } of KEPT) {
    const found = mutants.filter((one) => one.file === file && one.at === at && one.now === (now ?? one.now));
    expect(found.length, `${file}: ${at} -> ${now}`).toBeGreaterThan(0);
  }
});
