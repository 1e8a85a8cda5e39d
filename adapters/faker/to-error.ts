import {
  ActionRequiredError,
  type BankweaveError,
  ConnectionRevokedError,
  InstitutionUnavailableError,
  ProviderAuthenticationError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
  UpdateRestartedError,
} from 'bankweave/adapter-kit';
import type { ActiveFault, FaultKind } from 'bankweave/sandbox';

const provider = 'faker';

/** What the person has to do about a fault. */
export const actions = {
  login_required: 'reauthenticate',
  mfa: 'answer_challenge',
  act_at_bank: 'act_at_bank',
  consent_expired: 'renew_consent',
} as const satisfies Partial<Record<FaultKind, ActionRequiredError['action']>>;

/** The typed error of a fault. */
export function errorOf(fault: ActiveFault): BankweaveError {
  const { kind, retryAfterMs } = fault;
  const facts = { provider, providerCode: kind, retryAfterMs };
  switch (kind) {
    case 'outage':
      return new InstitutionUnavailableError('The bank does not answer.', { ...facts, scope: 'institution' });
    case 'throttled':
      return new RateLimitError('The bank asks for fewer calls.', facts);
    case 'keys_refused':
      return new ProviderAuthenticationError('The provider refused the keys.', {
        ...facts,
        scope: 'provider',
      });
    case 'unauthorized':
      return new UnauthorizedError('The access token was refused.', { ...facts, scope: 'connection' });
    case 'login_required':
    case 'mfa':
    case 'act_at_bank':
    case 'consent_expired':
      return new ActionRequiredError('The bank needs to hear from the person.', {
        ...facts,
        action: actions[kind],
      });
    case 'revoked':
      return new ConnectionRevokedError('The person withdrew the permission.', {
        ...facts,
        scope: 'connection',
      });
    case 'mutation':
      return new UpdateRestartedError('The data changed while they were read.', facts);
    case 'account_error':
      return new InstitutionUnavailableError('The bank cannot read this account.', {
        ...facts,
        scope: 'account',
      });
    case 'provider_error':
    case 'not_ready':
    case 'history_pending':
    case 'stale':
      return new ProviderUnavailableError('The provider has trouble of its own.', { ...facts, status: 500 });
  }
}

/** A consent that ran out by itself. */
export function needsConsent(): ActionRequiredError {
  return new ActionRequiredError('The consent has expired.', {
    provider,
    providerCode: 'consent_expired',
    action: actions.consent_expired,
  });
}

/** One account that the bank cannot read, while the others go on. */
export function accountUnreadable(): ProviderUnavailableError {
  return new ProviderUnavailableError('The bank cannot read this account just now.', {
    provider,
    providerCode: 'account_error',
    scope: 'account',
  });
}
