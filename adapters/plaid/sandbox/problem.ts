/** An error answer of the API. */
export class Problem extends Error {
  readonly code: string;
  readonly type: string;
  readonly status: number;
  readonly reason: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message?: string, more: ProblemDetails = {}) {
    const known = typeAndStatus(code);
    super(message ?? `the request could not be done: ${code}`);
    this.code = code;
    this.type = more.type ?? known.type;
    this.status = more.status ?? known.status;
    this.reason = more.reason ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** What a problem can carry besides its code. */
export interface ProblemDetails {
  /** Default: the type that Plaid documents for the code. */
  readonly type?: string;
  /** HTTP status. Default: the documented one, mostly 400. */
  readonly status?: number;
  /** `error_code_reason`. */
  readonly reason?: string;
  /** Sent as `Retry-After`. Default: none, as Plaid documents none. */
  readonly retryAfterSeconds?: number;
}

/** The members of an error that the API and webhooks share. */
export function problemBody(problem: Problem): Record<string, unknown> {
  return {
    display_message: null,
    documentation_url: `https://plaid.com/docs/?ref=error#${problem.code.toLowerCase()}`,
    error_code: problem.code,
    error_message: problem.message,
    error_type: problem.type,
    ...(problem.reason === null ? {} : { error_code_reason: problem.reason }),
    suggested_action: null,
  };
}

// Codes by type, as documented. A code that is not here is an API_ERROR of status 400, or a limit where it says so.
const codes: Readonly<Record<string, string>> = {
  ITEM_ERROR:
    'ITEM_LOGIN_REQUIRED ITEM_LOCKED ITEM_NOT_FOUND ITEM_CONCURRENTLY_DELETED ITEM_NOT_SUPPORTED ACCESS_NOT_GRANTED ' +
    'USER_SETUP_REQUIRED PASSWORD_RESET_REQUIRED MANUAL_VERIFICATION_REQUIRED INVALID_CREDENTIALS INVALID_MFA ' +
    'INVALID_OTP INVALID_SEND_METHOD INVALID_PHONE_NUMBER INVALID_UPDATED_USERNAME INSUFFICIENT_CREDENTIALS ' +
    'USER_INPUT_TIMEOUT MFA_NOT_SUPPORTED NO_ACCOUNTS PRODUCT_NOT_READY PRODUCTS_NOT_SUPPORTED PRODUCT_NOT_ENABLED ' +
    'NO_INVESTMENT_ACCOUNTS NO_INVESTMENT_AUTH_ACCOUNTS NO_LIABILITY_ACCOUNTS NO_AUTH_ACCOUNTS',
  INVALID_INPUT:
    'INVALID_API_KEYS INVALID_ACCESS_TOKEN INVALID_PUBLIC_TOKEN INVALID_LINK_TOKEN INVALID_PRODUCT INVALID_ACCOUNT_ID ' +
    'INVALID_INSTITUTION INVALID_LINK_CUSTOMIZATION INVALID_USER_ID INVALID_USER_TOKEN INVALID_ACCOUNT_NUMBER ' +
    'INVALID_WEBHOOK_VERIFICATION_KEY_ID ADDITIONAL_CONSENT_REQUIRED USER_PERMISSION_REVOKED UNAUTHORIZED_ENVIRONMENT ' +
    'UNAUTHORIZED_ROUTE_ACCESS DIRECT_INTEGRATION_NOT_ENABLED USER_NOT_FOUND',
  INVALID_REQUEST:
    'MISSING_FIELDS UNKNOWN_FIELDS INVALID_FIELD INVALID_BODY INVALID_HEADERS INVALID_CONFIGURATION SANDBOX_ONLY ' +
    'INCOMPATIBLE_API_VERSION NOT_FOUND NO_LONGER_AVAILABLE',
  INVALID_RESULT: 'LAST_UPDATED_DATETIME_OUT_OF_RANGE',
  INSTITUTION_ERROR:
    'INSTITUTION_DOWN INSTITUTION_NOT_RESPONDING INSTITUTION_NOT_AVAILABLE INSTITUTION_NO_LONGER_SUPPORTED ' +
    'UNSUPPORTED_RESPONSE INSTITUTION_REGISTRATION_REQUIRED UNAUTHORIZED_INSTITUTION ' +
    'INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT',
  API_ERROR: 'INTERNAL_SERVER_ERROR PLANNED_MAINTENANCE',
  RATE_LIMIT_EXCEEDED: 'CREDITS_EXHAUSTED',
  RECAPTCHA_ERROR: 'RECAPTCHA_REQUIRED RECAPTCHA_BAD',
  OAUTH_ERROR:
    'INCORRECT_OAUTH_NONCE INCORRECT_LINK_TOKEN OAUTH_STATE_ID_ALREADY_PROCESSED OAUTH_STATE_ID_NOT_FOUND',
  TRANSACTIONS_ERROR: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
  SANDBOX_ERROR: 'SANDBOX_PRODUCT_NOT_ENABLED SANDBOX_WEBHOOK_INVALID',
};
const typeOf = new Map(
  Object.entries(codes).flatMap(([type, list]) => list.split(' ').map((code) => [code, type] as const)),
);
const statusOf: Readonly<Record<string, number>> = {
  INTERNAL_SERVER_ERROR: 500,
  PLANNED_MAINTENANCE: 503,
  NOT_FOUND: 404,
  NO_LONGER_AVAILABLE: 404,
  CREDITS_EXHAUSTED: 429,
};

function typeAndStatus(code: string): { readonly type: string; readonly status: number } {
  const limit = /_LIMIT$/.test(code);
  return {
    type: typeOf.get(code) ?? (limit ? 'RATE_LIMIT_EXCEEDED' : 'API_ERROR'),
    status: statusOf[code] ?? (limit ? 429 : 400),
  };
}
