import type { ApiVersion } from './api-version.ts';

/** What a route answers, before it is written. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; text as it is; nothing where left out. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in MX's form. MX promises the status only, not the words. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  get reply(): Reply {
    return problem(this.status, this.message, this.headers);
  }
}

export function problem(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, body: { error: { message } }, headers };
}

/** Writes a reply as a `Response`. */
export function written({ status, body, headers = {} }: Reply, version: ApiVersion): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const type = version === 'v20111101' ? 'application/vnd.mx.api.v1+json' : 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': `${type}; charset=utf-8`, ...headers } });
}
