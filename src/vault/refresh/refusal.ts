import {
  ActionRequiredError,
  type AnyBankweaveError,
  ConnectionRevokedError,
  type ErrorFacts,
  isBankweaveError,
  type UnauthorizedError,
} from '../../errors/catalog.ts';
import { instant } from '../../model/calendar-date.ts';
import type { Intent, Refusal } from './slot.ts';

const SIGN_IN = 'The provider no longer accepts this connection; the person has to sign in again.';
/** How long refused credentials are not sent again: an hour. */
const QUIET_MS = 3_600_000;

type RefusedError = UnauthorizedError | ActionRequiredError | ConnectionRevokedError;

/** Whether the provider said no to the credentials themselves. */
export function isRefusal(error: unknown): error is RefusedError {
  return (
    isBankweaveError(error) &&
    (error.code === 'unauthorized' || error.code === 'action_required' || error.code === 'connection_revoked')
  );
}

/** Whether the call surely left the credentials as they were, so that no answer can have been lost. */
export function isUntouched(error: unknown): boolean {
  const codes: readonly AnyBankweaveError['code'][] = [
    'rate_limited',
    'budget_exhausted',
    'provider_authentication',
    'invalid_configuration',
    'unsupported',
  ];
  return isBankweaveError(error) && codes.includes(error.code);
}

/** Whether these credentials were refused so lately that they are not sent again. */
export function isQuiet(refusal: Refusal | null, token: string, now: number): refusal is Refusal {
  return refusal !== null && refusal.token === token && now >= refusal.at && now - refusal.at < QUIET_MS;
}

/** A refusal as it is written down, with the evidence of an interrupted attempt before it. */
export function refusalOf(error: RefusedError, intent: Intent, now: number): Refusal {
  const { token, unanswered, startedAt, attempt } = intent;
  const message = error.code === 'unauthorized' ? SIGN_IN : error.message;
  const evidence =
    unanswered > 0
      ? ` A renewal of its token begun at ${instant(startedAt)} never brought an answer that could be stored, so the provider may have replaced the token then (attempt ${attempt}, ${unanswered} before it).`
      : '';
  return {
    token,
    at: now,
    action: error.code === 'action_required' ? error.action : 'reauthenticate',
    revoked: error.code === 'connection_revoked',
    message: message + evidence,
  };
}

/** A refusal as an error. */
export function refusedError(
  { message, action, revoked }: Refusal,
  facts: ErrorFacts,
): ActionRequiredError | ConnectionRevokedError {
  if (revoked) return new ConnectionRevokedError(message, { scope: 'connection', ...facts });
  return new ActionRequiredError(message, { ...facts, action });
}
