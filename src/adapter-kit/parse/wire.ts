import { ProviderResponseError } from '../../errors/provider.ts';
import type { HttpResponse } from '../http/contract.ts';

/** As much of a schema (zod's, or any like it) as reading takes. */
export interface WireSchema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: WireFault };
}

interface WireFault {
  readonly issues: readonly {
    readonly path: readonly PropertyKey[];
    readonly code?: string | undefined;
    readonly expected?: unknown;
  }[];
}

/**
 * The value in the shape that the schema describes.
 *
 * @throws `ProviderResponseError` with the path and what was expected there, never the value.
 * @example
 * ```ts
 * const page = readWire(SyncPage, body)
 * ```
 */
export function readWire<T>(schema: WireSchema<T>, value: unknown, path = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = pathText(path, issue?.path ?? []);
  const expected = wordOf(issue?.expected) ?? wordOf(issue?.code) ?? 'another shape';
  throw new ProviderResponseError(
    `the provider's answer is not as expected at ${field || 'its top'}: ${expected}`,
    {
      field: field || 'body',
      expected,
    },
  );
}

/**
 * The body of a successful answer in the shape that the schema describes.
 *
 * @throws `ProviderResponseError` for a status of 300 and above that nobody claimed, and for another shape.
 * @example
 * ```ts
 * const page = readBody(await call.http.request({ url: '/transactions' }), Page)
 * ```
 */
export function readBody<T>(response: HttpResponse, schema: WireSchema<T>): T {
  const { status, body } = response;
  if (status < 300) return readWire(schema, body);
  throw new ProviderResponseError(`the provider answered with status ${status}`, {
    status,
    expected: 'a success',
  });
}

// Only names that look like fields: keys of a dictionary may be data, such as an account number.
function pathText(start: string, path: readonly PropertyKey[]): string {
  let text = start;
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else
      text += `${text && '.'}${typeof part === 'string' && /^[A-Za-z_$][A-Za-z_$]{0,63}$/.test(part) ? part : '?'}`;
  }
  return text;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w -]{1,40}$/.test(value) ? value : undefined;
}
