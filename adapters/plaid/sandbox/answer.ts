import { brokenAnswer, isDoneFirst } from './faults/broken-answer.ts';
import type { RouteFault } from './faults/route-fault.ts';
import type { Switchboard } from './faults/switchboard.ts';
import { twisted } from './faults/twist.ts';
import { requestId } from './ids.ts';
import { Problem, problemBody } from './problem.ts';
import { readJson } from './read-body.ts';
import { reply, textOf } from './reply.ts';
import type { RequestLog } from './request-log.ts';
import { handlerOf } from './routes/routes.ts';
import type { State } from './state.ts';

/** Answers one call of the API. */
export async function answer(
  state: State,
  log: RequestLog,
  switchboard: Switchboard,
  request: Request,
): Promise<Response> {
  const { pathname, origin } = new URL(request.url);
  const id = requestId(state.world.seed, String(state.world.now()), String(state.count()));
  const body = await readJson(request).catch((error: unknown) => error as Problem);
  const fields = body instanceof Problem ? {} : body;
  const token = fields['access_token'];
  const itemId = typeof token === 'string' ? (state.items.withToken(token)?.id ?? null) : null;
  const ended = log.begin({ at: state.world.now(), route: pathname, itemId, requestId: id }, fields);
  const fault = switchboard.take(pathname, itemId ?? undefined);
  const done = (response: Response, code: string | null = null): Response => {
    ended(response.status, code);
    return response;
  };
  try {
    if (fault) {
      const struck = await strike(fault, state);
      if (struck) return done(struck);
    }
    if (body instanceof Problem) throw body;
    const handler = handlerOf(pathname);
    if (!handler || request.method !== 'POST')
      throw new Problem('NOT_FOUND', 'the requested endpoint does not exist');
    const proper = { ...handler(state, withoutKeys(state, request, body), origin), request_id: id };
    if (fault && 'answer' in fault) return done(await brokenAnswer(fault, textOf(proper), state.world));
    return done(reply(fault && 'twist' in fault ? twisted(proper, fault.twist) : proper));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const headers: Record<string, string> =
      error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
    return done(reply({ ...problemBody(error), request_id: id }, error.status, headers), error.code);
  }
}

async function strike(fault: RouteFault, { world }: State): Promise<Response | undefined> {
  if ('error' in fault) {
    const { error, message, ...more } = fault;
    throw new Problem(error, message, more);
  }
  if ('redirect' in fault)
    return new Response(null, { status: fault.status ?? 307, headers: { location: fault.redirect } });
  return 'answer' in fault && !isDoneFirst(fault) ? brokenAnswer(fault, '', world) : undefined;
}

// Keys come in headers or in the body.
function withoutKeys(
  { settings }: State,
  request: Request,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const { client_id, secret, ...rest } = body;
  const given = [
    client_id ?? request.headers.get('plaid-client-id'),
    secret ?? request.headers.get('plaid-secret'),
  ];
  const missing = ['client_id', 'secret'].filter((_, i) => typeof given[i] !== 'string' || given[i] === '');
  if (missing.length > 0)
    throw new Problem('MISSING_FIELDS', `the following required fields are missing: ${missing.join(', ')}`);
  if (given[0] !== settings.clientId || given[1] !== settings.secret)
    throw new Problem('INVALID_API_KEYS', 'invalid client_id or secret provided');
  return rest;
}
