import { inspect } from 'node:util';

const LONGEST_TEXT = 600;

/** A law that was broken. `expected` and `actual` let a runner show the difference. */
class BrokenLaw extends Error {
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, actual: unknown, expected: unknown) {
    super(message);
    this.name = 'BrokenLaw';
    this.actual = actual;
    this.expected = expected;
  }
}

interface Checks {
  toBe(expected: unknown): void;
  /** Equal in depth; a property that is `undefined` counts as not there. */
  toEqual(expected: unknown): void;
  /** Holds at least what is expected, in depth; lists have to be of one length. */
  toMatchObject(expected: unknown): void;
  toContain(item: unknown): void;
  toHaveLength(length: number): void;
  toHaveProperty(path: string, value?: unknown): void;
  toBeNull(): void;
  toBeGreaterThan(least: number): void;
  toBeLessThanOrEqual(most: number): void;
}

/**
 * The few matchers that the laws need, under the names every runner uses, so that a law runs wherever `test` comes from.
 */
export function expect(actual: unknown, about?: string): Checks & { readonly not: Checks } {
  return { ...checks(actual, about, true), not: checks(actual, about, false) };
}

function checks(actual: unknown, about: string | undefined, wanted: boolean): Checks {
  const judge = (holds: boolean, what: string, expected: unknown): void => {
    if (holds === wanted) return;
    const where = about === undefined ? '' : `${about}: `;
    throw new BrokenLaw(
      `${where}expected ${show(actual)} ${wanted ? '' : 'not '}${what} ${show(expected)}`,
      actual,
      expected,
    );
  };
  return {
    toBe: (expected) => judge(Object.is(actual, expected), 'to be', expected),
    toEqual: (expected) => judge(same(actual, expected, false), 'to equal', expected),
    toMatchObject: (expected) => judge(same(actual, expected, true), 'to match', expected),
    toContain: (item) => judge(contains(actual, item), 'to contain', item),
    toHaveLength: (length) =>
      judge((actual as ArrayLike<unknown>).length === length, 'to have length', length),
    toHaveProperty(path, ...value) {
      const found = at(actual, path);
      const holds = found !== undefined && (value.length === 0 || same(found, value[0], false));
      judge(holds, 'to have', value.length === 0 ? path : { [path]: value[0] });
    },
    toBeNull: () => judge(actual === null, 'to be', null),
    toBeGreaterThan: (least) => judge(Number(actual) > least, 'to be above', least),
    toBeLessThanOrEqual: (most) => judge(Number(actual) <= most, 'to be at most', most),
  };
}

/** What a promise rejects with; a law is broken where it does not. */
export async function rejection(promise: Promise<unknown>, about = 'a call'): Promise<unknown> {
  const kept = Symbol('kept');
  const outcome: unknown = await promise.then(
    () => kept,
    (error: unknown) => error,
  );
  if (outcome === kept) throw new BrokenLaw(`${about} was expected to fail`, undefined, 'an error');
  return outcome;
}

/** A broken law with what led to it; any other error as it is. */
export function explained(error: unknown, how: string): unknown {
  if (!(error instanceof BrokenLaw)) return error;
  return new BrokenLaw(`${error.message}\n${how}`, error.actual, error.expected);
}

/** Breaks the law at hand. */
export function broken(message: string, actual?: unknown, expected?: unknown): never {
  throw new BrokenLaw(message, actual, expected);
}

function same(actual: unknown, expected: unknown, partly: boolean): boolean {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return false;
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, at) => same(actual[at], item, partly))
    );
  if (expected instanceof Set)
    return (
      actual instanceof Set &&
      actual.size === expected.size &&
      [...expected].every((item) => actual.has(item))
    );
  if (expected instanceof Map)
    return (
      actual instanceof Map &&
      actual.size === expected.size &&
      [...expected].every(([key, value]) => actual.has(key) && same(actual.get(key), value, partly))
    );
  if (Array.isArray(actual)) return false;
  const [given, wanted] = [fieldsOf(actual), fieldsOf(expected)];
  if (!partly && given.size !== wanted.size) return false;
  return [...wanted].every(([key, value]) => given.has(key) && same(given.get(key), value, partly));
}

function fieldsOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, field]) => field !== undefined));
}

function contains(actual: unknown, item: unknown): boolean {
  if (typeof actual === 'string') return actual.includes(String(item));
  return Array.isArray(actual) && actual.includes(item);
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, key) => {
    if (typeof inside !== 'object' || inside === null) return undefined;
    return key in inside ? (inside as Record<string, unknown>)[key] : undefined;
  }, value);
}

/** Enough of a value to recognise it; runners print the rest from `actual` and `expected`. */
function show(value: unknown): string {
  const text = inspect(value, { depth: 6, breakLength: 110, maxArrayLength: 12, maxStringLength: 200 });
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;
}
