import type { z } from 'zod';
import { Problem } from './problem.ts';

/** A request's body as JSON object. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await request.text());
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below: what the parser says would repeat the body.
  }
  throw new Problem('INVALID_BODY', 'body could not be parsed as JSON');
}

/** Holds a body against what an endpoint takes. */
export function readFields<T extends z.ZodType>(shape: T, body: Record<string, unknown>): z.infer<T> {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...path, key].join('.'));
    throw new Problem('UNKNOWN_FIELDS', `the following fields are not recognized: ${names.join(', ')}`);
  }
  const given = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
  if (given === undefined)
    throw new Problem('MISSING_FIELDS', `the following required fields are missing: ${path.join('.')}`);
  throw new Problem('INVALID_FIELD', `${path.join('.')} is not valid`);
}
