import type { ToError } from 'bankweave/adapter-kit';

/** The facts of a failed answer. */
export interface Failure {
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** `elsewhere` for a date, which the HTTP client reads, as it has the clock; it fills in what an error leaves open. */
  readonly retryAfterMs: number | 'elsewhere' | undefined;
}

const CODE = /^[a-z][a-z0-9_]{1,63}$/;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Reads the facts out of a failed answer, whichever of TrueLayer's two formats it has; HTML and nothing at all too. */
export function failureOf({ headers, body }: Parameters<ToError>[0]): Failure {
  const { error, title, type, trace_id } = isObject(body) ? body : {};
  const id = headers['x-tl-correlation-id'] ?? headers['tl-correlation-id'] ?? trace_id;
  return {
    code: codeFrom(error) ?? codeFrom(title) ?? codeFrom(tailOf(type)),
    requestId: typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined,
    retryAfterMs: waitIn(headers['retry-after']),
  };
}

function waitIn(header: string | undefined): Failure['retryAfterMs'] {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  return Number.isNaN(Date.parse(header)) ? undefined : 'elsewhere';
}

/** `Rate Limit Exceeded` of a problem is `rate_limit_exceeded`, so that both formats share one table. */
function codeFrom(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const code = value
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return CODE.test(code) ? code : undefined;
}

function tailOf(type: unknown): unknown {
  return typeof type === 'string' ? type.split(/[/#]/).findLast((part) => part !== '') : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
