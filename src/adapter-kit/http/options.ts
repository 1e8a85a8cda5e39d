import { AdapterContractError } from '../../errors/fix-code.ts';
import type { Clock } from '../../internal/clock.ts';
import type { Logger } from '../../internal/logger.ts';
import type { Random } from '../../internal/random.ts';
import type { ToError } from '../contract.ts';
import type { Parcel } from './attempt.ts';
import type { HttpRequest, RequestBudget } from './contract.ts';
import { DEFAULT_LIMITS, type TimeLimits } from './deadlines.ts';
import type { Transport } from './transport.ts';

/** What {@link createHttp} makes a client from. */
export interface HttpOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Hosts that requests may go to, exactly: `api.bank.example`, with a port only where it is not 443. */
  readonly hosts: readonly string[];
  /** Where paths are looked up. It has to be on one of `hosts`, or this machine with `allowLoopback`. */
  readonly baseUrl?: string | undefined;
  /** Allows this machine, also without TLS. Say so only where the application itself gave the address. Default: false. */
  readonly allowLoopback?: boolean | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The adapter's own reading of a failed answer (status 400 and above); the client's default where it has none. */
  readonly toError?: ToError | undefined;
  /** The adapter's id, for errors. */
  readonly provider?: string | undefined;
  readonly logger?: Logger | undefined;
  /** Ends every request of this client; `signal.reason` is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts after the first one, for idempotent requests. Default: 3. */
  readonly maxRetries?: number | undefined;
  /** Awaited before every attempt of a request that names a budget; a throw keeps the attempt from leaving. */
  readonly debit?: ((budget: RequestBudget) => Promise<void>) | undefined;
  readonly limits?: Partial<TimeLimits> | undefined;
  /** Default: axios over connections shared by the whole process. */
  readonly transport?: Transport | undefined;
}

const DEFAULT_MAX_BYTES = 10_000_000;

/** Limits of a request, from what it says itself and what its client was given. */
export function treatmentOf(
  {
    timeoutMs,
    maxBytes = DEFAULT_MAX_BYTES,
    idempotent = true,
  }: Pick<HttpRequest, 'timeoutMs' | 'maxBytes' | 'idempotent'>,
  { limits }: HttpOptions,
): Pick<Parcel, 'maxBytes' | 'limits' | 'reuse'> {
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new AdapterContractError('timeoutMs is not a positive number', {
      field: 'timeoutMs',
      expected: 'a positive number',
    });
  }
  const usual = { ...DEFAULT_LIMITS, ...limits };
  // A request that may take longer than usual may be slow to begin too.
  const longer = (timeoutMs ?? 0) > usual.totalMs && { headersMs: timeoutMs, bodyMs: timeoutMs };
  const own = timeoutMs !== undefined && { totalMs: timeoutMs, ...longer };
  return { maxBytes, reuse: idempotent, limits: { ...usual, ...own } as TimeLimits };
}
