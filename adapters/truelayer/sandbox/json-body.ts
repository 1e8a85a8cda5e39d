import type { z } from 'zod';
import { Refusal } from './refusal.ts';

/** Reads a JSON body, or ends the request as TrueLayer does. */
export async function jsonBody<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new Refusal('invalid_request', { status: 415, description: 'The body is not JSON.' });
  }
  const read = shape.safeParse(await request.json().catch(() => undefined));
  if (read.success) return read.data;
  const fields = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Refusal('validation_error', { details: { fields } });
}

/** Reads a form, or `null` where the body is none. */
export async function formBody(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return null;
  return new URLSearchParams(await request.text());
}
