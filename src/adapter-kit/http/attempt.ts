import { BankweaveError } from '../../errors/base.ts';
import { ProviderResponseError, ProviderUnavailableError } from '../../errors/provider.ts';
import type { Clock } from '../../internal/clock.ts';
import { raceAbort } from '../../internal/race-abort.ts';
import { startDeadlines, type TimeLimits } from './deadlines.ts';
import { discard, readBytes } from './read-bytes.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** A request ready to be sent, as often as it takes. */
export interface Parcel {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly maxBytes: number;
  readonly limits: TimeLimits;
  readonly reuse: boolean;
}

/** An answer read whole, its body still bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/**
 * Sends a parcel once. Whatever happens, no timer, listener or socket of it is left when this settles.
 *
 * @throws `signal.reason` untouched when aborted; otherwise an error of ours: the transport's own would carry the
 * request with all its headers.
 */
export async function attempt(
  parcel: Parcel,
  {
    transport,
    clock,
    signal,
  }: { readonly transport: Transport; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Answer> {
  signal.throwIfAborted();
  const own = new AbortController();
  const onAbort = (): void => {
    own.abort(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const deadlines = startDeadlines(clock, parcel.limits, (phase, ms) => {
    const what =
      phase === 'total' ? 'the request' : phase === 'connect' ? 'connecting' : `the ${phase} of the answer`;
    own.abort(new ProviderUnavailableError(`${what} took longer than ${ms} ms`, { scope: 'provider' }));
  });
  try {
    deadlines.enter('headers');
    const answer = await send(parcel, transport, own.signal, (phase) => {
      deadlines.enter(phase === 'connecting' ? 'connect' : 'headers');
    });
    deadlines.enter('body');
    const bytes = await readBytes(answer, parcel.maxBytes, own.signal);
    return { status: answer.status, headers: plainHeaders(answer.headers), bytes };
  } catch (error) {
    // Time-outs and the caller's abort show up in many disguises; the reason is what really happened.
    if (own.signal.aborted) throw own.signal.reason;
    throw error instanceof BankweaveError ? error : faultOnTheWay(error);
  } finally {
    deadlines.stop();
    signal.removeEventListener('abort', onAbort);
  }
}

async function send(
  { method, url, headers, body, reuse }: Parcel,
  transport: Transport,
  signal: AbortSignal,
  phase: TransportRequest['phase'],
): Promise<TransportResponse> {
  const sent = transport({ method, url, headers, signal, reuse, phase, ...(body && { body }) });
  try {
    return await raceAbort(sent, signal);
  } catch (error) {
    sent.then(
      (late) => {
        discard(late.body);
      },
      () => undefined,
    );
    throw error;
  }
}

// Null prototype: a header may be called anything.
function plainHeaders(headers: TransportResponse['headers']): Record<string, string> {
  const plain = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

function faultOnTheWay(error: unknown): BankweaveError {
  const code = codeOf(error);
  // Node's HTTP parser could not read the answer.
  if (code?.startsWith('HPE_')) {
    return new ProviderResponseError(`the provider did not answer with HTTP (${code})`, {
      scope: 'provider',
    });
  }
  return new ProviderUnavailableError(`the connection to the provider failed${code ? ` (${code})` : ''}`, {
    scope: 'provider',
  });
}

function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
    at = cause;
  }
  return undefined;
}
