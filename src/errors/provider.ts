import { BankweaveError, type ErrorFacts } from './base.ts';

/** The provider refused the application's own keys. */
export class ProviderAuthenticationError extends BankweaveError {
  readonly code = 'provider_authentication' as const;
  readonly remedy = 'fix_keys' as const;
}

/** What a person can be asked to do about a connection. */
export type UserAction =
  | 'reauthenticate'
  | 'renew_consent'
  | 'answer_challenge'
  | 'act_at_bank'
  | 'select_accounts';

/** The person has to act before this connection can go on: `action` says how. `links.repair` starts it. */
export class ActionRequiredError extends BankweaveError {
  readonly code = 'action_required' as const;
  readonly remedy = 'ask_user' as const;
  readonly action: UserAction;

  constructor(message: string, facts: ErrorFacts & { action: UserAction }) {
    const { action, ...rest } = facts;
    super(message, { scope: 'connection', ...rest });
    this.action = action;
  }
}

/** The access token was refused. The engine refreshes once and tries once more; then it becomes `action_required`. */
export class UnauthorizedError extends BankweaveError {
  readonly code = 'unauthorized' as const;
  readonly remedy = 'ask_user' as const;
}

/** The connection has ended at the provider for good; a new link is needed. */
export class ConnectionRevokedError extends BankweaveError {
  readonly code = 'connection_revoked' as const;
  readonly remedy = 'ask_user' as const;
}

/** The provider, or one of its institutions, asks for fewer calls. */
export class RateLimitError extends BankweaveError {
  readonly code = 'rate_limited' as const;
  readonly remedy = 'wait' as const;
}

/** A budget that the adapter declares is spent; the call was not sent. `retryAfterMs` tells when it refills. */
export class BudgetExhaustedError extends BankweaveError {
  readonly code = 'budget_exhausted' as const;
  readonly remedy = 'wait' as const;
}

/** The institution is down or does not answer its provider. */
export class InstitutionUnavailableError extends BankweaveError {
  readonly code = 'institution_unavailable' as const;
  readonly remedy = 'wait' as const;
}

/** Network trouble, a time-out or a server error on the way to the provider. */
export class ProviderUnavailableError extends BankweaveError {
  readonly code = 'provider_unavailable' as const;
  readonly remedy = 'retry' as const;
}

/** The provider answered in a shape or size nobody can use. `field` and `expected` say what, never the value. */
export class ProviderResponseError extends BankweaveError {
  readonly code = 'provider_response' as const;
  readonly remedy = 'report' as const;
}

/** The provider's feed does not end: a repeated position, too many empty pages, or too many pages. */
export class FeedStalledError extends BankweaveError {
  readonly code = 'feed_stalled' as const;
  readonly remedy = 'report' as const;
}
