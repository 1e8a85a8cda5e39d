import {
  ActionRequiredError,
  type BankweaveError,
  ConfigurationError,
  ConnectionRevokedError,
  type ErrorFacts,
  InstitutionUnavailableError,
  InvalidInputError,
  ProviderAuthenticationError,
  ProviderUnavailableError,
  RateLimitError,
  UnsupportedError,
  UpdateRestartedError,
} from 'bankweave/adapter-kit';

/** Makes the error of one of Plaid's codes. */
export type Make = (facts: ErrorFacts) => BankweaveError;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const act =
  (action: ActionRequiredError['action'], message: string): Make =>
  (facts) =>
    new ActionRequiredError(message, { ...facts, action });

const gone: Make = (facts) =>
  new ConnectionRevokedError('The connection has ended at Plaid; link the bank anew.', {
    ...facts,
    scope: 'connection',
  });

const wait =
  (retryAfterMs: number, message = 'The bank does not answer Plaid just now.'): Make =>
  (facts) =>
    new InstitutionUnavailableError(message, { scope: 'institution', retryAfterMs, ...given(facts) });

const limit =
  (scope: 'provider' | 'institution', message: string, retryAfterMs: number): Make =>
  (facts) =>
    new RateLimitError(message, { retryAfterMs, ...given(facts), scope });

const keys =
  (message: string): Make =>
  (facts) =>
    new ProviderAuthenticationError(message, { ...facts, scope: 'provider' });

const setup: Make = (facts) =>
  new ConfigurationError('Plaid does not allow this request as the app is set up.', {
    ...facts,
    scope: 'provider',
  });

const unsupported =
  (scope: 'connection' | 'request', message: string): Make =>
  (facts) =>
    new UnsupportedError(message, { ...facts, scope });

const input = (message: string): Make => {
  return (facts) => new InvalidInputError(message, facts);
};

/** What Plaid itself says comes first; a field that it left open must not hide what is known here. */
function given({ retryAfterMs, ...facts }: ErrorFacts): ErrorFacts {
  return { ...facts, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

// Each line: what to do, and the codes that ask for it.
const LINES: readonly (readonly [make: Make, ...codes: string[]])[] = [
  // The person signs in again.
  [
    act('reauthenticate', 'The bank wants the person to sign in again.'),
    'ITEM_LOGIN_REQUIRED',
    'INVALID_CREDENTIALS',
    'INSUFFICIENT_CREDENTIALS',
    'INCORRECT_OAUTH_NONCE',
    'INCORRECT_LINK_TOKEN',
    'OAUTH_STATE_ID_ALREADY_PROCESSED',
    'OAUTH_STATE_ID_NOT_FOUND',
    'RECAPTCHA_REQUIRED',
    'RECAPTCHA_BAD',
    'USER_INPUT_TIMEOUT',
  ],
  [
    act('answer_challenge', 'The bank asked the person something and got no good answer.'),
    'INVALID_MFA',
    'INVALID_OTP',
    'INVALID_SEND_METHOD',
    'INVALID_PHONE_NUMBER',
  ],
  [
    act('act_at_bank', 'The person has to settle something at the bank first.'),
    'ITEM_LOCKED',
    'USER_SETUP_REQUIRED',
    'PASSWORD_RESET_REQUIRED',
    'MANUAL_VERIFICATION_REQUIRED',
  ],
  [
    act('renew_consent', 'The person has not allowed this yet.'),
    'ACCESS_NOT_GRANTED',
    'ADDITIONAL_CONSENT_REQUIRED',
  ],
  [act('select_accounts', 'The person shares no account any more.'), 'NO_ACCOUNTS'],
  [gone, 'USER_PERMISSION_REVOKED', 'ITEM_NOT_FOUND', 'ITEM_CONCURRENTLY_DELETED'],
  // It can only be removed and linked anew.
  [
    unsupported('connection', 'The user name at the bank has changed; remove the connection and link anew.'),
    'INVALID_UPDATED_USERNAME',
  ],
  [
    unsupported('connection', 'Plaid does not support this login any more.'),
    'ITEM_NOT_SUPPORTED',
    'MFA_NOT_SUPPORTED',
    'INSTITUTION_NO_LONGER_SUPPORTED',
  ],
  // This product is not there; all else goes on.
  [
    unsupported('request', 'Plaid does not give this for this login.'),
    'PRODUCTS_NOT_SUPPORTED',
    'PRODUCT_NOT_ENABLED',
    'NO_INVESTMENT_ACCOUNTS',
    'NO_INVESTMENT_AUTH_ACCOUNTS',
    'NO_LIABILITY_ACCOUNTS',
    'NO_AUTH_ACCOUNTS',
    'LAST_UPDATED_DATETIME_OUT_OF_RANGE',
  ],
  // Time heals it.
  [wait(10_000, 'Plaid has not collected this yet.'), 'PRODUCT_NOT_READY'],
  [wait(15 * MINUTE), 'INSTITUTION_DOWN', 'INSTITUTION_NOT_RESPONDING', 'INSTITUTION_NOT_AVAILABLE'],
  [wait(24 * HOUR, 'Plaid does not understand what the bank answers.'), 'UNSUPPORTED_RESPONSE'],
  [limit('institution', 'The bank asks Plaid for fewer requests.', MINUTE), 'INSTITUTION_RATE_LIMIT'],
  [
    (facts) => new ProviderUnavailableError('Plaid has trouble of its own.', { ...facts, scope: 'provider' }),
    'INTERNAL_SERVER_ERROR',
    'PLANNED_MAINTENANCE',
  ],
  [
    (facts) => new UpdateRestartedError('The data changed while they were read.', facts),
    'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
  ],
  // The operator has to see to the account at Plaid.
  [
    keys('Plaid refuses the keys, or what they may do.'),
    'INVALID_API_KEYS',
    'UNAUTHORIZED_ENVIRONMENT',
    'UNAUTHORIZED_ROUTE_ACCESS',
    'DIRECT_INTEGRATION_NOT_ENABLED',
    'INSTITUTION_REGISTRATION_REQUIRED',
    'UNAUTHORIZED_INSTITUTION',
    'INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT',
  ],
  [
    keys('What was bought at Plaid is used up; see to it in the Dashboard.'),
    'CREDITS_EXHAUSTED',
    'TRIAL_CONNECTION_LIMIT',
    'ADDITION_LIMIT',
  ],
  [
    // Another environment's, a rotated one, or a stranger's: nothing is to be deleted for it.
    (facts) =>
      new ProviderAuthenticationError('Plaid does not know this access token in this environment.', {
        ...facts,
        scope: 'connection',
      }),
    'INVALID_ACCESS_TOKEN',
  ],
  [
    setup,
    'INVALID_PRODUCT',
    'INVALID_LINK_CUSTOMIZATION',
    'INVALID_CONFIGURATION',
    'INCOMPATIBLE_API_VERSION',
    'SANDBOX_ONLY',
    'SANDBOX_PRODUCT_NOT_ENABLED',
    'SANDBOX_WEBHOOK_INVALID',
    'NOT_FOUND',
    'NO_LONGER_AVAILABLE',
  ],
  [
    input('Plaid refuses the request.'),
    'MISSING_FIELDS',
    'UNKNOWN_FIELDS',
    'INVALID_FIELD',
    'INVALID_BODY',
    'INVALID_HEADERS',
    'INVALID_ACCOUNT_NUMBER',
    'INVALID_INSTITUTION',
    'INVALID_USER_ID',
    'INVALID_USER_TOKEN',
    'INVALID_USER_IDENTITY_DATA',
    'USER_NOT_FOUND',
    'INVALID_WEBHOOK_VERIFICATION_KEY_ID',
    'WEBHOOK_EVENTS_CURSOR_EXPIRED',
    'WEBHOOK_EVENTS_START_TIME_OUT_OF_RANGE',
  ],
  [
    (facts) => new InvalidInputError('The account is no longer there.', { ...facts, scope: 'account' }),
    'INVALID_ACCOUNT_ID',
  ],
  [
    input('The link has expired, was used before, or is of another environment; start a new one.'),
    'INVALID_PUBLIC_TOKEN',
    'INVALID_LINK_TOKEN',
  ],
];

const byCode: ReadonlyMap<string, Make> = new Map(
  LINES.flatMap(([make, ...codes]) => codes.map((code) => [code, make] as const)),
);

const tooMany = limit('provider', 'Plaid asks for fewer requests.', 30_000);

/** The error of a code; `undefined` for one that nobody knows yet. */
export function makerOf(code: string): Make | undefined {
  // Limits of its endpoints all look alike: `TRANSACTIONS_SYNC_LIMIT`, `RATE_LIMIT`, ...
  return byCode.get(code) ?? (code.endsWith('_LIMIT') ? tooMany : undefined);
}

/** Why a login is refused, where Plaid says so. */
export const loginReasons: ReadonlyMap<string, Make> = new Map([
  ['OAUTH_CONSENT_EXPIRED', act('renew_consent', 'The consent has expired; the person has to renew it.')],
  ['OAUTH_USER_REVOKED', act('reauthenticate', 'The person withdrew the permission at the bank.')],
]);
