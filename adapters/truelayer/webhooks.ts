import {
  InvalidInputError,
  type Notice,
  type RawRequest,
  type WebhookCall,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { loginOfHook } from './hook-token.ts';
import type { Settings } from './settings.ts';
import { verifySignature } from './tl-signature.ts';

/**
 * What TrueLayer sends. Its events are signed. The notice that an asynchronous answer is there is not, as far as is
 * documented: it is known by the address that was given for it, which is good for its own connection alone, and is a hint
 * and no more. The answer itself is that of the task which the connection waits for, fetched with the connection's own
 * token, from the address that this adapter builds; what task the notice names does not matter.
 */
export function createWebhooks(settings: Settings): WebhooksFacet {
  return {
    async verify(request: RawRequest, call: WebhookCall): Promise<void> {
      if (request.headers['tl-signature'] !== undefined) return verifySignature(settings, request, call);
      if (loginOfHook(settings, request.path) === undefined)
        throw new InvalidInputError('truelayer: the request is not genuine', { provider: 'truelayer' });
    },
    parse: ({ body, path }) => noticesIn(body, loginOfHook(settings, path)),
  };
}

/** There is no event for new rows, for the end of a consent or for a revocation in Data API v1. */
function noticesIn(body: Uint8Array, login: string | undefined): readonly Notice[] {
  const read = jsonIn(body);
  if (typeof read !== 'object' || read === null) return [];
  const { credentials_id, task_id, status, connection_id, event_id } = read as Record<string, unknown>;
  if (isText(credentials_id) && isText(task_id)) {
    if (isText(status) && /^(queued|running)$/i.test(status)) return [];
    // Whose answer it is was signed into the address; the body only says so.
    const providerConnectionId = login ?? credentials_id;
    return [{ providerConnectionId, type: 'sync', dedupeKey: `task ${task_id} ${String(status)}` }];
  }
  if (isText(connection_id) && isText(event_id))
    return [{ providerConnectionId: connection_id, type: 'sync', dedupeKey: `event ${event_id}` }];
  // The health of a bank is about nobody's connection in particular.
  return [];
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new InvalidInputError('truelayer: the notice is no JSON', { provider: 'truelayer' });
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 512;
}
