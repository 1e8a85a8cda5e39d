import {
  type Call,
  type ConnectionCall,
  type HttpResponse,
  InstitutionUnavailableError,
  ProviderResponseError,
  readBody,
  readWire,
  type WireSchema,
} from 'bankweave/adapter-kit';
import { accessTokenOf } from './credentials.ts';
import type { Settings } from './settings.ts';
import { errorOfFailed } from './to-error.ts';
import { Envelope } from './wire.ts';

/** One question to the data API. */
export interface DataRequest {
  /** Below `/data/v1`, such as `/accounts`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The budget it is taken from; left out where the bank itself is not asked. */
  readonly budget?: string;
  /** The account whose budget it is. */
  readonly account?: string;
}

// Nine thousand rows take a bank about 14 seconds, and come in one answer.
const DATA_TIMEOUT_MS = 120_000;
const DATA_BYTES = 64_000_000;

/** Asks the data API with the person's own address where they are present, and only then. */
export function getData(
  settings: Settings,
  call: ConnectionCall,
  { path, query, budget, account }: DataRequest,
): Promise<HttpResponse> {
  const { attended } = call;
  return call.http.request({
    url: `${settings.baseUrl}/data/v1${path}`,
    headers: {
      authorization: `Bearer ${accessTokenOf(call.credentials, call.clock.now())}`,
      'x-client-correlation-id': call.requestId,
      ...(attended && { 'x-psu-ip': attended.ip }),
    },
    timeoutMs: DATA_TIMEOUT_MS,
    maxBytes: DATA_BYTES,
    ...(query && { query }),
    ...(budget !== undefined && { budget: { name: budget, ...(account !== undefined && { account }) } }),
  });
}

/** A data answer as far as it has come. */
export type Answered =
  | { readonly state: 'final'; readonly results: readonly unknown[] }
  | { readonly state: 'waiting'; readonly task: string | undefined };

/**
 * Looks at the envelope. TrueLayer may answer 200 before the bank has: that is not "no rows".
 *
 * @throws ProviderResponseError for an answer without results; for one that failed, what its code means
 */
export function answerOf(response: HttpResponse): Answered {
  const { results, status, task_id } = readBody(response, Envelope);
  const word = status?.toLowerCase() ?? 'succeeded';
  if (word === 'queued' || word === 'running') return { state: 'waiting', task: task_id ?? undefined };
  if (word !== 'succeeded') throw errorOfFailed(response);
  if (results) return { state: 'final', results };
  throw new ProviderResponseError("truelayer: an answer has no 'results'", {
    field: 'results',
    expected: 'a list',
  });
}

/** All results of a question that is answered at once. */
export async function listOf(
  settings: Settings,
  call: ConnectionCall,
  request: DataRequest,
): Promise<readonly unknown[]> {
  const answer = answerOf(await getData(settings, call, request));
  if (answer.state === 'final') return answer.results;
  throw stillWaiting();
}

/** The result of a question about one thing: a list of one. */
export async function oneOf<T>(
  settings: Settings,
  call: ConnectionCall,
  request: DataRequest,
  schema: WireSchema<T>,
): Promise<T> {
  const [first, ...more] = await listOf(settings, call, request);
  if (more.length > 0)
    call.logger.warn('truelayer: several results where one was asked for', { count: more.length + 1 });
  return readWire(schema, first, 'results[0]');
}

/** An answer that is not there yet, and that nobody tells how to wait for. */
export function stillWaiting(): InstitutionUnavailableError {
  return new InstitutionUnavailableError('The bank is still answering TrueLayer.', {
    provider: 'truelayer',
    scope: 'account',
    retryAfterMs: 15 * 60_000,
  });
}

/** Posts to the auth host or to the extend call. */
export function post(
  call: Call,
  url: string,
  body: {
    readonly form?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly idempotent?: boolean;
  },
): Promise<HttpResponse> {
  return call.http.request({ method: 'POST', url, ...body });
}
