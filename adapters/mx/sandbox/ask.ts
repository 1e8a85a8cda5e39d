import { Refusal } from './reply.ts';
import type { ApiVersion } from './api-version.ts';

/** How a list is spoilt by an armed fault. */
export interface Twist {
  readonly drift?: 'insert' | 'remove';
  readonly repeatRow?: boolean;
  readonly wrongTotal?: boolean;
}

/** A request that has passed the door. */
export interface Ask {
  /** The parts of the path by the name they have in the route. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly headers: Headers;
  readonly version: ApiVersion;
  readonly origin: string;
  readonly now: number;
  readonly twist?: Twist;
}

/** A JSON object's own fields. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The object under the body's root, such as `{"user":{…}}`; 400 where it is missing or empty. */
export function rooted({ body }: Ask, root: string): Fields {
  const fields = fieldsOf(fieldsOf(body)?.[root]);
  if (!fields || Object.keys(fields).length === 0) throw new Refusal(400, `The ${root} is missing.`);
  return fields;
}

/** A field that is text; `undefined` where it is left out, 400 where it is something else. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new Refusal(400, `${name} is not text.`);
}

/** A field that is true or false; `undefined` where it is left out, 400 where it is something else. */
export function flagIn(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  throw new Refusal(400, `${name} is neither true nor false.`);
}

/** ISO text of a moment, as MX writes stamps; null for none. */
export function stamp(at: number | null): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
