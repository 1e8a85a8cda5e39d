import {
  type BankweaveError,
  type ErrorFacts,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
} from 'bankweave/adapter-kit';
import { loginReasons, makerOf } from './error-table.ts';

/** A failed answer as far as it is looked at. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * The typed error of an answer. It goes by `error_code` and its reason alone: messages are no contract, and the same
 * code comes under several types.
 */
export function errorOf({ status, headers, body }: Answer): BankweaveError {
  const { error_code: code, error_code_reason: reason, request_id: requestId } = fieldsOf(body);
  const facts: ErrorFacts = {
    provider: 'plaid',
    status,
    providerCode: wordIn(code, /^[A-Z][A-Z0-9_]{1,79}$/),
    requestId: wordIn(requestId, /^[A-Za-z0-9]{1,64}$/),
    retryAfterMs: secondsIn(headers['retry-after']),
  };
  const why = code === 'ITEM_LOGIN_REQUIRED' && typeof reason === 'string' && loginReasons.get(reason);
  const make = why || (typeof code === 'string' ? makerOf(code) : undefined);
  if (make) return make(facts);
  if (status === 429)
    return new RateLimitError('Plaid asks for fewer requests.', { ...facts, scope: 'provider' });
  if (status >= 500)
    return new ProviderUnavailableError(`Plaid answered with status ${status}.`, {
      ...facts,
      scope: 'provider',
    });
  return new ProviderResponseError(`Plaid refused the request with status ${status}.`, facts);
}

/** The error inside another answer: an Item's, a webhook's, or a Link session's; `undefined` where there is none. */
export function errorIn(value: unknown): BankweaveError | undefined {
  if (typeof fieldsOf(value)['error_code'] !== 'string') return undefined;
  return errorOf({ status: 400, headers: {}, body: value });
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

// Nothing that could be a token: those have hyphens, and codes have no small letters.
function wordIn(value: unknown, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

function secondsIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined;
}
