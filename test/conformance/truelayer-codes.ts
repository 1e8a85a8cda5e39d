import type { DocumentedError } from 'bankweave/testing';

type Row = readonly [status: number, code: string, becomes: DocumentedError['becomes']];

const ours = { code: 'provider_response', retryable: false } as const;
const keys = { code: 'provider_authentication', retryable: false } as const;
const notOffered = { code: 'unsupported', retryable: false, scope: 'account' } as const;
const passing = { code: 'provider_unavailable', retryable: true } as const;
const bankDown = { code: 'institution_unavailable', retryable: true } as const;
const limited = { code: 'rate_limited', retryable: true } as const;
const asks = (action: NonNullable<DocumentedError['becomes']['action']>): DocumentedError['becomes'] => ({
  code: 'action_required',
  retryable: false,
  action,
});

// Every code of Data API v1, with the status that it usually has; but `access_denied` and `sca_exceeded`, which mean what
// `/me` says next.
const codes: readonly Row[] = [
  [400, 'validation_error', ours],
  [400, 'invalid_request', ours],
  [400, 'invalid_date_range', notOffered],
  [400, 'deprecated_provider', { code: 'unsupported', scope: 'connection' }],
  [400, 'invalid_grant', asks('reauthenticate')],
  [400, 'invalid_authorization_code', asks('reauthenticate')],
  [400, 'invalid_client', keys],
  [400, 'invalid_redirect_uri', keys],
  [400, 'invalid_scope', keys],
  [400, 'unsupported_grant_type', keys],
  [401, 'unauthorized', { code: 'unauthorized' }],
  [401, 'invalid_token', { code: 'unauthorized' }],
  [401, 'unauthorized_client', keys],
  [401, 'wrong_credentials', asks('reauthenticate')],
  [403, 'invalid_credentials_key', asks('reauthenticate')],
  [403, 'account_temporarily_locked', asks('act_at_bank')],
  [403, 'account_permanently_locked', asks('act_at_bank')],
  [403, 'mfa_required', asks('answer_challenge')],
  [403, 'user_input_required', asks('reauthenticate')],
  [404, 'account_not_found', { code: 'not_found', scope: 'account' }],
  [409, 'request_conflict', passing],
  [410, 'wrong_bank', asks('reauthenticate')],
  [429, 'provider_too_many_requests', { ...limited, scope: 'institution' }],
  [429, 'provider_request_limit_exceeded', { ...limited, scope: 'account' }],
  [429, 'some_other_limit', limited],
  [500, 'internal_server_error', passing],
  [500, 'internal_error', passing],
  [501, 'endpoint_not_supported', notOffered],
  [501, 'feature_not_supported', notOffered],
  [503, 'provider_error', bankDown],
  [503, 'temporarily_unavailable', bankDown],
  [503, 'connector_overload', passing],
  [504, 'provider_timeout', passing],
  [504, 'connector_timeout', passing],
  [418, 'never_heard_of', ours],
  [599, 'never_heard_of', passing],
];

/** What TrueLayer documents, as answers to a read of rows. */
export const documentedErrors: readonly DocumentedError[] = codes.map(([status, error, becomes]) => ({
  name: `${status} ${error}`,
  of: 'pull',
  answer: { status, body: JSON.stringify({ error, error_description: 'in words' }) },
  becomes,
}));
