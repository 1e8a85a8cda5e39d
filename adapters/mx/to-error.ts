import {
  type BankweaveError,
  ConfigurationError,
  InvalidInputError,
  NotFoundError,
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  type ToError,
} from 'bankweave/adapter-kit';

const provider = 'mx';
const MINUTE = 60_000;

/** What MX means by a status. It calls its messages informational, so nothing of a body is read. */
export const toError: ToError = ({ status, headers }) => {
  const facts = { provider, status };
  switch (status) {
    case 400:
    case 422:
      return new InvalidInputError('MX could not take the request as it is.', facts);
    case 401:
      return new ProviderAuthenticationError(
        'MX does not know the client id and API key; each environment has its own.',
        { ...facts, scope: 'provider' },
      );
    case 403:
      return new ProviderAuthenticationError(
        'MX forbids this: the address of this server is not on the allow list, or the feature is not enabled.',
        { ...facts, scope: 'provider' },
      );
    case 404:
      return new NotFoundError('MX does not know this object, or not under this user.', facts);
    case 406:
      return new ConfigurationError('MX takes no such API version; look at `Accept-Version` and `Accept`.', {
        ...facts,
        field: 'apiVersion',
        expected: 'a version that MX still serves',
      });
    case 429:
      return new RateLimitError('MX asks for fewer requests.', { ...facts, scope: 'provider' });
    case 503:
      // MX is being updated: trying again within seconds is of no use.
      return new ProviderUnavailableError('MX is being updated.', {
        ...facts,
        scope: 'provider',
        ...(headers['retry-after'] === undefined && { retryAfterMs: 5 * MINUTE }),
      });
    default:
      return undefined;
  }
};

/** The error for what an application's own client threw: its own would print the API key. */
export function foreignError(error: unknown): BankweaveError {
  const response = fieldOf(error, 'response');
  const status = fieldOf(response, 'status');
  if (typeof status !== 'number') return onTheWay(fieldOf(error, 'code'));
  const retryAfter = fieldOf(fieldOf(response, 'headers'), 'retry-after');
  const seconds =
    typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  const known = toError({ status, headers, body: undefined }) ?? standard(status);
  if (seconds !== undefined && known.retryAfterMs === undefined)
    Object.assign(known, { retryAfterMs: seconds * 1000 });
  return known;
}

function standard(status: number): BankweaveError {
  const facts = { provider, status };
  return status >= 500 || status === 408
    ? new ProviderUnavailableError(`MX answered with status ${status}.`, { ...facts, scope: 'provider' })
    : new ProviderResponseError(`MX refused the request with status ${status}.`, facts);
}

function onTheWay(code: unknown): BankweaveError {
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
  return new ProviderUnavailableError(`The request to MX failed on the way${known}.`, {
    provider,
    scope: 'provider',
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
