import { BankweaveError, type ErrorFacts } from '../../errors/base.ts';
import {
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
} from '../../errors/provider.ts';
import type { ToError } from '../contract.ts';

/** A failed answer as far as errors may know it. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
}

/**
 * The error for an answer, from the adapter's own judgement first; `undefined` where neither has an objection.
 */
export function errorOf(
  answer: FailedAnswer,
  { provider, toError }: { readonly provider?: string | undefined; readonly toError?: ToError | undefined },
): BankweaveError | undefined {
  const { status, headers, body, retryAfterMs } = answer;
  if (status < 300) return undefined;
  const facts: ErrorFacts = { provider, status, retryAfterMs, requestId: requestIdOf(headers) };
  if (status < 400) {
    const expected = 'an answer that is no redirect';
    return new ProviderResponseError('the provider answered with a redirect, which is never followed', {
      ...facts,
      expected,
    });
  }
  const claimed = toError && claim(toError, { status, headers, body }, facts);
  if (!claimed) return standard(facts, status);
  // What the adapter did not fill in is known here.
  for (const key of ['provider', 'status', 'retryAfterMs', 'requestId'] as const) {
    if (claimed[key] === undefined && facts[key] !== undefined) Object.assign(claimed, { [key]: facts[key] });
  }
  return claimed;
}

// An adapter's own error could carry the body along; only ours pass.
function claim(
  toError: ToError,
  answer: Parameters<ToError>[0],
  facts: ErrorFacts,
): BankweaveError | undefined {
  try {
    const error = toError(answer);
    if (error === undefined || error instanceof BankweaveError) return error;
  } catch (error) {
    if (error instanceof BankweaveError) return error;
  }
  return new ProviderResponseError(
    'the provider answered with an error that the adapter could not read',
    facts,
  );
}

function standard(facts: ErrorFacts, status: number): BankweaveError | undefined {
  if (status === 401)
    return new UnauthorizedError('the provider refused the access token', { scope: 'connection', ...facts });
  const ofProvider: ErrorFacts = { scope: 'provider', ...facts };
  if (status === 403) return new ProviderAuthenticationError('the provider forbade the request', ofProvider);
  if (status === 429) return new RateLimitError('the provider asks for fewer requests', ofProvider);
  if (status === 408 || status === 425 || status >= 500) {
    // Far ahead it is no passing fault: the caller has to wait, not to try again soon.
    const Kind = (facts.retryAfterMs ?? 0) > LONGEST_SLEEP_MS ? RateLimitError : ProviderUnavailableError;
    return new Kind(`the provider answered with status ${status}`, ofProvider);
  }
  return undefined;
}

/** A wait longer than this is not slept through but handed to the caller. */
export const LONGEST_SLEEP_MS = 60_000;

const REQUEST_IDS = ['x-request-id', 'request-id', 'tl-correlation-id', 'x-correlation-id'];

function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  const found = REQUEST_IDS.map((name) => headers[name]).find((value) => value !== undefined);
  return found && /^[\w.:-]{1,128}$/.test(found) ? found : undefined;
}
