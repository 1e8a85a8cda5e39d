import type { Previous } from './changes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether two JSON values say the same, whatever the order of their keys. An absent key equals an undefined one. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  return keysOf(a, b).every((key) => same(valueOf(a, key), valueOf(b, key)));
}

/**
 * The top-level fields that differ, with the value that each had before; `null` where it had none. It is what `previous`
 * of the change feed holds; an empty object means that there is nothing to tell.
 *
 * JSON values are compared by what they say: the order of keys does not count, and an absent field equals an undefined one.
 *
 * @param except fields that are left out, such as those which only the clock moves
 * @example
 * ```ts
 * differences({ name: 'Current', mask: '12' }, { name: 'Everyday', mask: '12' }) // { name: 'Current' }
 * differences(before, after, ['updatedAt', 'revision'])
 * ```
 */
export function differences<T extends object>(
  before: T,
  after: T,
  except: readonly string[] = [],
): Previous<T> {
  const found = keysOf(before, after).filter(
    (key) => !except.includes(key) && !same(valueOf(before, key), valueOf(after, key)),
  );
  return Object.fromEntries(found.map((key) => [key, valueOf(before, key) ?? null])) as Previous<T>;
}

function keysOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

// A key such as `constructor` must not be found on the prototype.
function valueOf(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Fields)[key] : undefined;
}
