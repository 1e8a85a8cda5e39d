import type { RawRequest } from '../adapter-kit/webhooks.ts';
import { InvalidInputError } from '../errors/catalog.ts';
import { MOST_BYTES, readBody } from './body.ts';
import { headersOf, type InboundHeaders } from './headers.ts';

/** An inbound request, for frameworks that have no `Request`. */
export interface InboundRequest {
  /** As they came; names in any case. */
  readonly headers: InboundHeaders;
  /** The body's bytes as they came, before anything has parsed them. */
  readonly body: Uint8Array;
  /** The address it was sent to, or its path and query. Some providers sign it. */
  readonly url?: string;
  /** Default: `POST`. */
  readonly method?: string;
}

/** Why a request was refused; for the app's own eyes, and never for whoever sent it. */
export type Refusal = 'wrong_method' | 'empty' | 'too_large' | 'interrupted' | 'not_verified';

/** Reads a request once, as raw bytes. */
export async function rawRequestOf(
  input: Request | InboundRequest,
  signal: AbortSignal | undefined,
): Promise<RawRequest | Refusal> {
  if (
    typeof input !== 'object' ||
    input === null ||
    typeof input.headers !== 'object' ||
    input.headers === null
  )
    throw wrong('request', 'a Request, or { headers, body }');
  const method = (input.method ?? 'POST').toUpperCase();
  if (method !== 'POST') return 'wrong_method';
  const headers = headersOf(input.headers);
  if (!headers) return 'too_large';
  const body = await bytesOf(input, signal);
  if (typeof body === 'string') return body;
  if (body.length > MOST_BYTES) return 'too_large';
  if (body.length === 0) return 'empty';
  return { method, path: pathOf(input.url), headers, body };
}

function bytesOf(
  input: Request | InboundRequest,
  signal: AbortSignal | undefined,
): Uint8Array | Promise<Uint8Array | Refusal> {
  if (input.body instanceof Uint8Array) return input.body;
  if (!('arrayBuffer' in input) || typeof input.arrayBuffer !== 'function')
    throw wrong(
      'request.body',
      "the body's bytes as they came: receive the request before a JSON or text parser does",
    );
  if (input.bodyUsed)
    throw wrong(
      'request.body',
      'a body that nothing has read yet: call receive first, with the request itself',
    );
  return readBody(input, signal);
}

/** Path and query of an address, exactly as written where it is a path already. */
function pathOf(url: string | undefined): string {
  if (url === undefined || url.startsWith('/')) return url ?? '';
  const parsed = URL.parse(url);
  return parsed ? parsed.pathname + parsed.search : '';
}

function wrong(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`'${field}' is not valid: expected ${expected}.`, { field, expected });
}
