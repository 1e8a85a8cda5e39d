import { InvalidInputError } from '../errors/catalog.ts';
import { nearest } from '../internal/nearest.ts';
import { type CalendarDate, isCalendarDate } from '../model/calendar-date.ts';

/** Refuses an argument, naming the field and what would have been right. Never repeats the value. */
export function refuse(field: string, expected: string): never {
  throw new InvalidInputError(`'${field}' is not valid: expected ${expected}.`, { field, expected });
}

/** The argument as an object that holds nothing but these keys, so that a typo never passes for an option. */
export function fieldsOf<T extends object>(
  input: T | null | undefined,
  keys: readonly (keyof T & string)[],
  where: string,
): Partial<T> {
  if (input === undefined) return {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) refuse(where, 'an object');
  for (const key of Object.keys(input)) {
    if ((keys as readonly string[]).includes(key)) continue;
    const meant = nearest(key, keys);
    refuse(`${where}.${key.slice(0, 64)}`, meant ? `'${meant}'` : `one of ${keys.join(', ')}`);
  }
  return input;
}

/** The `signal` of a call. */
export function signalOf(signal: unknown, field = 'options.signal'): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!(signal instanceof AbortSignal)) refuse(field, 'an AbortSignal');
  return signal;
}

/** The `signal` of a call that has no other option. */
export function onlySignal(options: CallOptions | undefined): AbortSignal | undefined {
  return signalOf(fieldsOf<CallOptions>(options, ['signal'], 'options').signal);
}

export function textOf(value: unknown, field: string, { max = 1024 }: { max?: number } = {}): string {
  if (typeof value !== 'string' || value === '' || value.length > max)
    refuse(field, `text of 1 to ${max} characters`);
  return value;
}

export function oneOf<T extends string>(value: unknown, field: string, values: readonly T[]): T {
  if (typeof value !== 'string' || !(values as readonly string[]).includes(value))
    refuse(field, `one of ${values.join(', ')}`);
  return value as T;
}

export function dateOf(value: unknown, field: string): CalendarDate {
  if (typeof value !== 'string' || !isCalendarDate(value)) refuse(field, 'a calendar date, YYYY-MM-DD');
  return value;
}

export function wholeOf(
  value: unknown,
  field: string,
  { max, standard }: { max: number; standard: number },
): number {
  if (value === undefined) return standard;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max)
    refuse(field, `a whole number from 1 to ${max}`);
  return value;
}

/** What every call takes as its last argument. */
export interface CallOptions {
  /** Ends the call early; it then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}
