import {
  ActionRequiredError,
  type BankweaveError,
  type ErrorFacts,
  InstitutionUnavailableError,
  NotFoundError,
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  type ToError,
  UnauthorizedError,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import { type Failure, failureOf } from './failure.ts';

type Wait = Failure['retryAfterMs'];
type Make = (facts: ErrorFacts, asked: Wait) => BankweaveError;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// A call that is sent again comes out of the four of its day, so a limit is never waited out inside a sync.
const SHORTEST_WAIT = MINUTE + 1_000;

const signIn: Make = (facts) =>
  new ActionRequiredError('The bank wants the person to sign in again.', {
    ...facts,
    action: 'reauthenticate',
  });
const atBank: Make = (facts) =>
  new ActionRequiredError('The bank has locked the login; the person has to talk to the bank.', {
    ...facts,
    action: 'act_at_bank',
  });
const keys: Make = (facts) =>
  new ProviderAuthenticationError('TrueLayer refused the client id or its secret.', {
    ...facts,
    scope: 'provider',
  });
const token: Make = (facts) =>
  new UnauthorizedError('The access token was refused.', { ...facts, scope: 'connection' });
const ourFault: Make = (facts) => new ProviderResponseError('TrueLayer could not accept the request.', facts);
const notOffered: Make = (facts) =>
  new UnsupportedError('The bank does not offer this.', { ...facts, scope: 'account' });
const forbidden: Make = (facts) =>
  new UnsupportedError('The bank does not allow this for the account.', { ...facts, scope: 'account' });
const limited =
  (waitMs: number, scope: ErrorFacts['scope']): Make =>
  (facts, asked) =>
    new RateLimitError('The bank asks for fewer calls.', {
      ...facts,
      scope,
      ...(asked !== 'elsewhere' && { retryAfterMs: Math.max(SHORTEST_WAIT, asked ?? waitMs) }),
    });
const bankDown: Make = (facts, asked) =>
  new InstitutionUnavailableError('The bank does not answer TrueLayer.', {
    ...facts,
    ...waitOf(asked),
    scope: 'account',
  });
const passing: Make = (facts, asked) =>
  new ProviderUnavailableError('TrueLayer has trouble of its own.', {
    ...facts,
    ...waitOf(asked),
    scope: 'account',
  });

function waitOf(asked: Wait): Pick<ErrorFacts, 'retryAfterMs'> {
  return typeof asked === 'number' ? { retryAfterMs: asked } : {};
}

/** What each code means. The code decides before the status: several statuses are only known roughly. */
const CODES: Readonly<Record<string, Make>> = {
  validation_error: ourFault,
  invalid_request: ourFault,
  invalid_date_range: (facts) =>
    new UnsupportedError('The bank does not give these days.', { ...facts, scope: 'account' }),
  sca_exceeded: (facts) =>
    new UnsupportedError('The bank gives older days only right after the person signed in.', {
      ...facts,
      scope: 'account',
    }),
  access_denied: forbidden,
  forbidden,
  deprecated_provider: (facts) =>
    new UnsupportedError('TrueLayer no longer reaches this bank this way; link it anew.', {
      ...facts,
      scope: 'connection',
    }),
  invalid_grant: signIn,
  invalid_authorization_code: signIn,
  invalid_state: signIn,
  wrong_credentials: signIn,
  wrong_bank: signIn,
  invalid_credentials_key: signIn,
  user_input_required: signIn,
  mfa_required: (facts) =>
    new ActionRequiredError('The bank wants an answer from the person.', {
      ...facts,
      action: 'answer_challenge',
    }),
  account_temporarily_locked: (facts) =>
    new ActionRequiredError('The bank has locked the login for some hours.', {
      ...facts,
      action: 'act_at_bank',
      retryAfterMs: 6 * HOUR,
    }),
  account_permanently_locked: atBank,
  invalid_client: keys,
  unauthorized_client: keys,
  invalid_redirect_uri: keys,
  invalid_scope: keys,
  unsupported_grant_type: keys,
  unauthorized: token,
  unauthenticated: token,
  invalid_token: token,
  account_not_found: (facts) =>
    new NotFoundError('The bank no longer gives this account.', { ...facts, scope: 'account' }),
  request_conflict: passing,
  provider_too_many_requests: limited(15 * MINUTE, 'institution'),
  provider_request_limit_exceeded: limited(24 * HOUR, 'account'),
  internal_server_error: passing,
  internal_error: passing,
  connector_overload: passing,
  provider_timeout: passing,
  connector_timeout: passing,
  provider_error: bankDown,
  temporarily_unavailable: bankDown,
  endpoint_not_supported: notOffered,
  feature_not_supported: notOffered,
  invalid_parameters: ourFault,
};

/** What a status means where no known code came with it. */
function ofStatus(status: number): Make | undefined {
  if (status === 401) return token;
  if (status === 403) return forbidden;
  if (status === 404)
    return (facts) => new NotFoundError('TrueLayer knows no such thing.', { ...facts, scope: 'account' });
  if (status === 429) return limited(15 * MINUTE, 'institution');
  if (status === 501) return notOffered;
  if (status === 408 || status >= 500) return passing;
  return ourFault;
}

/**
 * A failed answer as one of the library's errors, from its code and then its status, in the format of Data API v1 and
 * the auth host as well as in `application/problem+json`. Nothing else of it is kept.
 */
export const toError: ToError = (response) => {
  const { status } = response;
  const { code, requestId, retryAfterMs } = failureOf(response);
  const facts: ErrorFacts = { provider: 'truelayer', status, providerCode: code, requestId };
  return (makeOf(code) ?? ofStatus(status))?.(facts, retryAfterMs);
};

/** The error of an asynchronous answer that failed: it came with a 200, and its code is all that tells why. */
export function errorOfFailed(response: Parameters<ToError>[0]): BankweaveError {
  const { code, requestId } = failureOf(response);
  return (makeOf(code) ?? bankDown)({ provider: 'truelayer', providerCode: code, requestId }, undefined);
}

function makeOf(code: string | undefined): Make | undefined {
  return code !== undefined && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
}
