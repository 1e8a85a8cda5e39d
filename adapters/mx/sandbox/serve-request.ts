import type { Ask, Twist } from './ask.ts';
import { checkKeys } from './door.ts';
import type { MxFault } from './faults.ts';
import { problem, Refusal, type Reply, written } from './reply.ts';
import { type MxRoute, routeOf } from './routes.ts';
import { gatewayPage, silence, spoilt } from './spoil.ts';
import type { Mx } from './state.ts';
import type { ApiVersion } from './api-version.ts';
import { versionOf } from './version.ts';
import { meetFaults, refuseDisabled, twistOf } from './world-faults.ts';

/** A request that was answered. It carries no header and no body, so no secret. */
export interface MxRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The route, where there is one of that name. */
  readonly route: MxRoute | null;
  readonly status: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

type Found = NonNullable<ReturnType<typeof routeOf>>;

/** Answers a call of the API. */
export async function answerCall(mx: Mx, request: Request, log: MxRequest[]): Promise<Response> {
  const url = new URL(request.url);
  const note = { method: request.method, path: url.pathname, query: url.search, at: mx.world.now() };
  const found = routeOf(request.method, url.pathname);
  const fault = found && mx.faults.take(found.name);
  const response = await answerSafely(mx, request, url, found, fault);
  log.push({ ...note, route: found?.name ?? null, status: response.status });
  return response;
}

async function answerSafely(
  mx: Mx,
  request: Request,
  url: URL,
  found: Found | undefined,
  fault: MxFault | undefined,
): Promise<Response> {
  let version: ApiVersion = 'v20111101';
  try {
    checkKeys(request.headers, mx.settings);
    version = versionOf(request.headers, mx.settings);
    if (!found) return written(problem(404, 'Invalid route.'), version);
    if (fault && !landing(fault)) return await refused(fault, version, request.signal);
    refuseDisabled(mx, found.name, found.path);
    meetFaults(mx, found.path);
    const twist =
      twistFrom(fault) ??
      (found.name.endsWith('/transactions') ? twistOf(mx, found.path, url.searchParams) : undefined);
    const ask: Ask = {
      path: found.path,
      query: url.searchParams,
      body: await bodyOf(request),
      headers: request.headers,
      version,
      origin: url.origin,
      now: mx.world.now(),
      ...(twist ? { twist } : {}),
    };
    const reply: Reply = found.handle(mx, ask);
    const response = written(reply, version);
    if (!fault) return response;
    if (fault.kind === 'no_content') return new Response(null, { status: 204 });
    if (fault.kind === 'truncated' || fault.kind === 'reset' || fault.kind === 'slow') {
      return await spoilt(mx.world, fault, response);
    }
    return twistFrom(fault) ? response : await refused(fault, version, request.signal);
  } catch (error) {
    if (error instanceof Refusal) return written(error.reply, version);
    throw error;
  }
}

function landing({ kind, lands }: MxFault): boolean {
  return lands ?? (kind !== 'status' && kind !== 'html' && kind !== 'timeout');
}

async function refused(fault: MxFault, version: ApiVersion, signal: AbortSignal): Promise<Response> {
  const { status = 500, retryAfter, kind } = fault;
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  if (kind === 'timeout') return silence(signal);
  if (kind === 'html') return gatewayPage(status, headers);
  return written(problem(status, 'The sandbox was told to answer so.', headers), version);
}

function twistFrom(fault: MxFault | undefined): Twist | undefined {
  if (fault?.kind === 'wrong_total') return { wrongTotal: true };
  if (fault?.kind === 'repeated_row') return { repeatRow: true };
  if (fault?.kind === 'row_inserted') return { drift: 'insert' };
  return fault?.kind === 'row_removed' ? { drift: 'remove' } : undefined;
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}
