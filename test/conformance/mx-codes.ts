import type { DocumentedError } from 'bankweave/testing';

type Becomes = DocumentedError['becomes'];

const ok: Becomes = { auth: 'ok' };
const asks = (action: NonNullable<Becomes['action']>): Becomes => ({ auth: 'action_required', action });

// Every status that a member can have, and one that nobody knows.
const statuses: Readonly<Record<string, Becomes>> = {
  CREATED: ok,
  PREVENTED: asks('reauthenticate'),
  DENIED: asks('reauthenticate'),
  CHALLENGED: asks('answer_challenge'),
  REJECTED: asks('answer_challenge'),
  LOCKED: asks('act_at_bank'),
  CONNECTED: ok,
  IMPEDED: asks('act_at_bank'),
  RECONNECTED: ok,
  DEGRADED: ok,
  DISCONNECTED: ok,
  DISCONTINUED: { auth: 'revoked' },
  CLOSED: { auth: 'revoked' },
  DELAYED: ok,
  FAILED: ok,
  UPDATED: ok,
  DISABLED: ok,
  IMPORTED: asks('reauthenticate'),
  RESUMED: ok,
  EXPIRED: asks('answer_challenge'),
  IMPAIRED: asks('reauthenticate'),
  PENDING: asks('reauthenticate'),
  NEVER_HEARD_OF: ok,
};

// MX calls its messages informational: the HTTP status is all that tells an error.
const answers: readonly (readonly [status: number, becomes: Becomes])[] = [
  [400, { code: 'invalid_input', retryable: false }],
  [401, { code: 'provider_authentication', retryable: false }],
  [403, { code: 'provider_authentication', retryable: false }],
  [406, { code: 'invalid_configuration', retryable: false }],
  [418, { code: 'provider_response', retryable: false }],
  [422, { code: 'invalid_input', retryable: false }],
  [429, { code: 'rate_limited', retryable: true }],
  [500, { code: 'provider_unavailable', retryable: true }],
  [502, { code: 'provider_unavailable', retryable: true }],
  [503, { code: 'provider_unavailable', retryable: true }],
  [504, { code: 'provider_unavailable', retryable: true }],
];

/** What MX documents: statuses of members inside good answers, and bad answers. */
export const documentedErrors: readonly DocumentedError[] = [
  ...Object.entries(statuses).map(
    ([name, becomes]): DocumentedError => ({
      name,
      of: 'inspect',
      answer: (genuine) => genuine.replace(/"connection_status":"[A-Z_]+"/g, `"connection_status":"${name}"`),
      becomes,
    }),
  ),
  ...answers.map(
    ([status, becomes]): DocumentedError => ({
      name: `status ${status}`,
      answer: { status, body: JSON.stringify({ error: { message: 'in words' } }) },
      becomes,
    }),
  ),
];
