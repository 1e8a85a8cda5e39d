import type { Recording, Secret } from './recording.ts';

/** Takes secrets out of a text; the same secret gets the same stand-in each time. */
export type Scrub = (text: string) => string;

/** @param keys The keys in use, each with its stand-in. */
export function createScrub(secrets: readonly Secret[], keys: readonly (readonly [string, string])[]): Scrub {
  const seen = new Map<string, string>();
  const real = keys.filter(([value, standIn]) => value !== '' && value !== standIn);
  return (text) => {
    const without = secrets.reduce(
      (left, { pattern, as }) =>
        left.replaceAll(pattern, (found) => {
          const known = seen.get(found);
          if (known !== undefined) return known;
          const next = as(new Set(seen.values()).size + 1, found);
          // A stand-in that is met again stands for itself.
          seen.set(found, next).set(next, next);
          return next;
        }),
      text,
    );
    return real.reduce((left, [value, standIn]) => left.replaceAll(value, standIn), without);
  };
}

/** A request's body and query as they are compared: parsed, in one order, with volatile fields blanked. */
export function comparable(
  { path, body, type }: { path: string; body: string; type: string },
  { volatile }: Pick<Recording, 'volatile'>,
): { path: string; request: unknown } {
  const [place = '', query = ''] = path.split('?', 2);
  const asked = fieldsOf(new URLSearchParams(query), volatile);
  const text = new URLSearchParams(asked as Record<string, string>).toString();
  return { path: text === '' ? place : `${place}?${text}`, request: parsed(body, type, volatile) };
}

function parsed(body: string, type: string, volatile: readonly string[]): unknown {
  if (body === '') return undefined;
  if (type.includes('x-www-form-urlencoded')) return fieldsOf(new URLSearchParams(body), volatile);
  try {
    return blanked(JSON.parse(body), volatile);
  } catch {
    return body;
  }
}

function fieldsOf(fields: URLSearchParams, volatile: readonly string[]): unknown {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return blanked(Object.fromEntries(sorted), volatile);
}

function blanked(value: unknown, volatile: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => blanked(item, volatile));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, field]) => [key, volatile.includes(key) ? '*' : blanked(field, volatile)]),
  );
}
