import type { DocumentedError } from 'bankweave/testing';

/** By code, action or remedy, and scope of our errors: every code that Plaid documents for what we use. */
export const documentedCodes: Record<string, readonly string[]> = {
  'action_required reauthenticate connection': [
    'ITEM_LOGIN_REQUIRED',
    'INVALID_CREDENTIALS',
    'INSUFFICIENT_CREDENTIALS',
    'USER_INPUT_TIMEOUT',
    'RECAPTCHA_REQUIRED',
    'RECAPTCHA_BAD',
    'INCORRECT_OAUTH_NONCE',
    'INCORRECT_LINK_TOKEN',
    'OAUTH_STATE_ID_ALREADY_PROCESSED',
    'OAUTH_STATE_ID_NOT_FOUND',
  ],
  'action_required answer_challenge connection': [
    'INVALID_MFA',
    'INVALID_OTP',
    'INVALID_SEND_METHOD',
    'INVALID_PHONE_NUMBER',
  ],
  'action_required act_at_bank connection': [
    'ITEM_LOCKED',
    'USER_SETUP_REQUIRED',
    'PASSWORD_RESET_REQUIRED',
    'MANUAL_VERIFICATION_REQUIRED',
  ],
  'action_required renew_consent connection': ['ACCESS_NOT_GRANTED', 'ADDITIONAL_CONSENT_REQUIRED'],
  'action_required select_accounts connection': ['NO_ACCOUNTS'],
  'connection_revoked ask_user connection': [
    'USER_PERMISSION_REVOKED',
    'ITEM_NOT_FOUND',
    'ITEM_CONCURRENTLY_DELETED',
  ],
  'provider_authentication fix_keys connection': ['INVALID_ACCESS_TOKEN'],
  'provider_authentication fix_keys provider': [
    'INVALID_API_KEYS',
    'UNAUTHORIZED_ENVIRONMENT',
    'UNAUTHORIZED_ROUTE_ACCESS',
    'DIRECT_INTEGRATION_NOT_ENABLED',
    'INSTITUTION_REGISTRATION_REQUIRED',
    'UNAUTHORIZED_INSTITUTION',
    'INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT',
    'CREDITS_EXHAUSTED',
    'TRIAL_CONNECTION_LIMIT',
    'ADDITION_LIMIT',
  ],
  'unsupported fix_code connection': [
    'INVALID_UPDATED_USERNAME',
    'ITEM_NOT_SUPPORTED',
    'MFA_NOT_SUPPORTED',
    'INSTITUTION_NO_LONGER_SUPPORTED',
  ],
  'unsupported fix_code request': [
    'PRODUCTS_NOT_SUPPORTED',
    'PRODUCT_NOT_ENABLED',
    'NO_INVESTMENT_ACCOUNTS',
    'NO_INVESTMENT_AUTH_ACCOUNTS',
    'NO_LIABILITY_ACCOUNTS',
    'NO_AUTH_ACCOUNTS',
    'LAST_UPDATED_DATETIME_OUT_OF_RANGE',
  ],
  'institution_unavailable wait institution': [
    'PRODUCT_NOT_READY',
    'INSTITUTION_DOWN',
    'INSTITUTION_NOT_RESPONDING',
    'INSTITUTION_NOT_AVAILABLE',
    'UNSUPPORTED_RESPONSE',
  ],
  'rate_limited wait institution': ['INSTITUTION_RATE_LIMIT'],
  'rate_limited wait provider': [
    'TRANSACTIONS_SYNC_LIMIT',
    'TRANSACTIONS_LIMIT',
    'TRANSACTIONS_REFRESH_LIMIT',
    'ACCOUNTS_LIMIT',
    'ACCOUNTS_BALANCE_GET_LIMIT',
    'BALANCE_LIMIT',
    'ITEM_GET_LIMIT',
    'INSTITUTIONS_GET_LIMIT',
    'INSTITUTIONS_GET_BY_ID_LIMIT',
    'INVESTMENT_HOLDINGS_GET_LIMIT',
    'INVESTMENT_TRANSACTIONS_LIMIT',
    'AUTH_LIMIT',
    'IDENTITY_LIMIT',
    'RATE_LIMIT',
  ],
  'provider_unavailable retry provider': ['INTERNAL_SERVER_ERROR', 'PLANNED_MAINTENANCE'],
  'update_restarted restart request': ['TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION'],
  'invalid_configuration fix_code provider': [
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
  'invalid_input fix_code request': [
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
    'INVALID_PUBLIC_TOKEN',
    'INVALID_LINK_TOKEN',
    'INVALID_WEBHOOK_VERIFICATION_KEY_ID',
    'WEBHOOK_EVENTS_CURSOR_EXPIRED',
    'WEBHOOK_EVENTS_START_TIME_OUT_OF_RANGE',
  ],
  'invalid_input fix_code account': ['INVALID_ACCOUNT_ID'],
};

const ACTIONS = ['reauthenticate', 'answer_challenge', 'act_at_bank', 'renew_consent', 'select_accounts'];

/** The same as answers of Plaid, for the kit. */
export const documentedErrors: readonly DocumentedError[] = Object.entries(documentedCodes).flatMap(
  ([outcome, codes]) => {
    const [code = '', how = '', scope = ''] = outcome.split(' ');
    const becomes = { code, scope, ...(ACTIONS.includes(how) ? { action: how } : { remedy: how }) };
    return codes.map((name) => ({
      name,
      answer: { status: 400, body: JSON.stringify({ error_code: name, request_id: 'r1' }) },
      becomes: becomes as DocumentedError['becomes'],
    }));
  },
);
