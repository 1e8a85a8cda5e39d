import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../answer.ts';
import { send } from './send.ts';
import { type Arrived, toRequest } from './to-request.ts';

/** A request of `node:http`, or of Express, which adds to it. */
export interface NodeRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly body?: unknown;
}

/** As much of a Fastify request as is looked at. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly body?: unknown;
}

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** Takes what `node:http`, Express and Fastify call their handlers with. */
export type NodeHandler = (
  request: NodeRequest | FastifyRequestLike,
  response: ServerResponse | FastifyReplyLike,
  next?: (error: unknown) => void,
) => Promise<void>;

/**
 * A handler for `node:http`, Express and Fastify out of one of the standard kind. The request's signal aborts when the
 * client hangs up.
 *
 * A body that was parsed already is refused with `ConfigurationError`, which tells how to mount the handler: to Express
 * through `next`, otherwise as the rejection of the returned promise; the client gets an empty 500.
 *
 * @example
 * ```ts
 * app.post('/webhooks/:provider', toNodeHandler(webhookHandler(bank)))   // before app.use(express.json())
 * ```
 */
export function toNodeHandler(handler: Handler): NodeHandler {
  return async (request, response, next) => {
    const arrived = arrivedIn(request);
    const to = 'raw' in response ? response.raw : response;
    if ('hijack' in response) response.hijack();
    const gone = new AbortController();
    const onClose = (): void => {
      if (!to.writableFinished) gone.abort(new Error('The client hung up.'));
    };
    to.once('close', onClose);
    try {
      await send(await handler(toRequest(arrived, gone.signal)), to, gone.signal);
      // What nobody wanted to read is thrown away, so that the connection can have its next request.
      arrived.message.resume();
    } catch (error) {
      if (gone.signal.aborted) return;
      if (typeof next === 'function') {
        next(error);
        return;
      }
      if (!to.headersSent) to.writeHead(500, { 'cache-control': 'no-store', connection: 'close' }).end();
      else to.destroy();
      throw error;
    } finally {
      to.off('close', onClose);
    }
  };
}

function arrivedIn(request: NodeRequest | FastifyRequestLike): Arrived {
  if ('raw' in request) return { message: request.raw, path: request.raw.url ?? '/', body: request.body };
  // Express takes away the part of the path that a router was mounted at; providers sign the whole.
  return { message: request, path: request.originalUrl ?? request.url ?? '/', body: request.body };
}
