import type { IncomingMessage } from 'node:http';
import { ConfigurationError } from '../../errors/catalog.ts';
import { bodyStream } from './body-stream.ts';

/** What is known of a request beside its message: frameworks keep the whole path, and what they made of the body. */
export interface Arrived {
  readonly message: IncomingMessage;
  readonly path: string;
  /** `undefined` where nothing has touched it. */
  readonly body: unknown;
}

/** A request of the standard kind. Its body flows only as fast as it is read. */
export function toRequest({ message, path, body }: Arrived, signal: AbortSignal): Request {
  const method = message.method ?? 'GET';
  // The host a client claims to want is no fact; handlers look at the path alone.
  const url = path.startsWith('/') ? `http://localhost${path}` : path;
  const bodiless = method === 'GET' || method === 'HEAD';
  return new Request(url, {
    method,
    headers: headersOf(message),
    signal,
    ...(!bodiless && { body: bytesOf(message, body), duplex: 'half' }),
  });
}

/** Every header that came, the second of one name too; `message.headers` drops some of those. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!name.startsWith(':')) headers.append(name, value);
  }
  return headers;
}

function bytesOf(
  message: IncomingMessage,
  body: unknown,
): ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  if (body !== undefined && body !== null) throw parsed('it was parsed already');
  if (message.readableDidRead || message.readableEnded) throw parsed('it was read already');
  return bodyStream(message);
}

function parsed(what: string): ConfigurationError {
  return new ConfigurationError(
    `This handler needs the body as it came over the wire, and ${what}. Express: mount the handler before express.json(), or behind express.raw({ type: '*/*' }). Fastify: register a content type parser that hands on the buffer ({ parseAs: 'buffer' }) for its routes. Next: use a route handler, or set bodyParser: false.`,
    { field: 'body', expected: 'the raw body' },
  );
}
