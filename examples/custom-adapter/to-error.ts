import {
  ActionRequiredError,
  InstitutionUnavailableError,
  InvalidInputError,
  type ToError,
  UnauthorizedError,
} from 'bankweave/adapter-kit';

const provider = 'pebble';

/**
 * The bank's own error codes in bankweave's words. Only facts go into an error, never the body. `undefined` leaves an
 * answer to the client: it knows 401, 403, 408, 425, 429 and 5xx, and lets the rest through to be looked at.
 */
export const toError: ToError = ({ status, headers, body }) => {
  const code = (body as { error?: { code?: unknown } } | undefined)?.error?.code;
  const facts = { provider, status, providerCode: String(code), requestId: headers['x-request-id'] };
  switch (code) {
    case 'TOKEN_EXPIRED':
      return new UnauthorizedError('The access token has ended.', { ...facts, scope: 'connection' });
    case 'CONSENT_ENDED':
      return new ActionRequiredError('The consent has ended.', { ...facts, action: 'renew_consent' });
    case 'INVALID_GRANT':
      return new InvalidInputError('The code was used before or is none of this bank.', {
        ...facts,
        field: 'code',
      });
    case 'MAINTENANCE':
      return new InstitutionUnavailableError('The bank is closed for maintenance.', {
        ...facts,
        scope: 'account',
      });
    default:
      return undefined;
  }
};
