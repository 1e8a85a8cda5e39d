import type { ToError } from 'bankweave/adapter-kit';

/** The facts of a failed answer. */
export interface Failure {
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
}

const CODE = /^[a-z][a-z0-9_]{1,63}$/;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Reads the facts out of a failed answer, whichever of TrueLayer's two formats it has; HTML and nothing at all too. */
export function failureOf({ headers, body }: Parameters<ToError>[0]): Failure {
  const { error, title, type, trace_id } = isObject(body) ? body : {};
  const id = headers['x-tl-correlation-id'] ?? headers['tl-correlation-id'] ?? trace_id;
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return {
    code: codeFrom(error) ?? codeFrom(title) ?? codeFrom(tailOf(type)),
    requestId: typeof id === 'string' && REQUEST_ID.test(id) ? id : undefined,
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined,
  };
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
