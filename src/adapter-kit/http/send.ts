import { BankweaveError } from '../../errors/base.ts';
import { raceAbort } from '../../internal/race-abort.ts';
import { parseRetryAfter } from '../../internal/retry-after.ts';
import { errorOf } from './answer-error.ts';
import { type Answer, attempt, type Parcel } from './attempt.ts';
import type { HttpRequest, HttpResponse } from './contract.ts';
import type { HttpOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { isPassing, withRetries } from './retry.ts';
import { createTransport } from './create-transport.ts';

/** How one parcel is to be treated, whoever built it. */
interface Handling extends Pick<HttpRequest, 'budget' | 'idempotent'> {
  readonly signal: AbortSignal;
}

/** Sends a parcel with all that belongs to it: budget, retries, reading, errors. */
export type Send = (parcel: Parcel, handling: Handling) => Promise<HttpResponse>;

const sharedTransport = createTransport();

export function sender(options: HttpOptions): Send {
  const { clock, random, provider, logger, debit, maxRetries = 3, transport = sharedTransport } = options;
  return async (parcel, { budget, idempotent = true, signal }) => {
    let status: number | undefined;
    let left = false;
    const once = async (count: number): Promise<HttpResponse> => {
      [status, left] = [undefined, false];
      if (budget && debit) await raceAbort(debit(budget), signal);
      left = true;
      const started = clock.monotonic();
      try {
        const answer = await attempt(parcel, { transport, clock, signal });
        status = answer.status;
        return responseOf(answer, options);
      } finally {
        // Never the path: it may hold the number of an account.
        const { host } = new URL(parcel.url);
        const ms = Math.round(clock.monotonic() - started);
        logger?.debug('http request', { method: parcel.method, host, status, attempt: count, ms });
      }
    };
    // What failed before the request left (its budget, say) is not for this client to try again.
    const mayRetry = (error: BankweaveError): boolean =>
      idempotent && left && (error.remedy === 'retry' || (error.remedy === 'wait' && isPassing(status)));
    try {
      return await withRetries(once, { clock, random, signal, retries: maxRetries, mayRetry });
    } catch (error) {
      if (provider !== undefined && error instanceof BankweaveError && error.provider === undefined) {
        Object.assign(error, { provider });
      }
      throw error;
    }
  };
}

function responseOf(
  { status, headers, bytes }: Answer,
  { clock, provider, toError }: HttpOptions,
): HttpResponse {
  const body = status >= 300 ? readIfAny(bytes) : readJson(bytes);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], clock.now());
  const error = errorOf({ status, headers, body, retryAfterMs }, { provider, toError });
  if (error) throw error;
  return { status, headers, body };
}

// A failed answer is judged by its status; what its body says is welcome but not needed.
function readIfAny(bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch {
    return undefined;
  }
}
