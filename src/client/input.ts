import { InvalidInputError } from '../errors/catalog.ts';
import { isCalendarDate, type CalendarDate } from '../model/calendar-date.ts';

/** Refuses an argument, naming the field and what would have been right. Never repeats the value. */
export function refuse(field: string, expected: string): never {
  throw new InvalidInputError(`'${field}' is not valid: expected ${expected}.`, { field, expected });
}

/** Refuses keys that no option has, so that a typo never passes for a filter. */
export function knownKeys(input: object | undefined, keys: readonly string[], where: string): void {
  if (input === undefined) return;
  if (typeof input !== 'object' || input === null) refuse(where, 'an object');
  for (const key of Object.keys(input))
    if (!keys.includes(key)) refuse(`${where}.${key}`, `one of ${keys.join(', ')}`);
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

export function limitOf(
  value: unknown,
  field: string,
  { max, standard }: { max: number; standard: number },
): number {
  if (value === undefined) return standard;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > max)
    refuse(field, `a whole number from 1 to ${max}`);
  return value;
}
