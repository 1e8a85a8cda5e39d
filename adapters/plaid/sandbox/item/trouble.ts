import type { ActiveFault, FaultKind } from 'bankweave/sandbox';
import { Problem } from '../problem.ts';
import type { State } from '../state.ts';
import type { Item } from './item.ts';

/** Faults that last until the person has done something. */
export const PERSONAL = ['login_required', 'mfa', 'act_at_bank', 'consent_expired', 'revoked'] as const;

/** Faults of the bank or of Plaid itself. */
const PASSING: readonly FaultKind[] = ['provider_error', 'throttled', 'keys_refused', 'unauthorized'];

/** What keeps an Item from working: set by hand, armed in the world, or a consent that has run out. */
export function troubleOf({ world }: State, item: Item): Problem | null {
  if (item.trouble) return item.trouble;
  const fault = world.peekFault(item.loginId, PERSONAL);
  if (fault) return problemOf(fault);
  const ends = world.consentEnds(item.bank.id, item.consentedAt);
  return ends !== null && ends <= world.now() ? loginRequired('OAUTH_CONSENT_EXPIRED') : null;
}

/** Refuses a call where something in the world or the Item forbids it. */
export function mustWork(state: State, item: Item, kind: 'cached' | 'live', limit: string): void {
  const { world, settings } = state;
  const passing = world.takeFault(item.loginId, PASSING);
  if (passing) throw problemOf(passing, limit);
  if (kind === 'cached' && settings.cachedReads) return;
  const outage = world.takeFault(item.loginId, ['outage']);
  if (outage) throw problemOf(outage);
  const trouble = troubleOf(state, item);
  if (!trouble) return;
  world.takeFault(item.loginId, PERSONAL);
  throw trouble;
}

/** The same for calls that also work while the person is needed. */
export function mustAnswer({ world }: State, item: Item, limit: string): void {
  const passing = world.takeFault(item.loginId, PASSING);
  if (passing) throw problemOf(passing, limit);
}

/** Plaid's word for the login having to be renewed. */
export function loginRequired(reason?: string): Problem {
  const message = 'the login details of this item have changed (credentials, MFA, or required user action)';
  return new Problem('ITEM_LOGIN_REQUIRED', message, reason === undefined ? {} : { reason });
}

/** Plaid's word for a fault of the world. One account alone cannot fail at Plaid, and its data cannot be half there. */
function problemOf(fault: ActiveFault, limit = 'RATE_LIMIT'): Problem {
  switch (fault.kind) {
    case 'outage':
      return new Problem('INSTITUTION_DOWN', 'this institution is not currently responding');
    case 'provider_error':
      return new Problem('INTERNAL_SERVER_ERROR', 'an unexpected error occurred');
    case 'throttled': {
      const more =
        fault.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(fault.retryAfterMs / 1000) };
      return new Problem(limit, 'rate limit exceeded for this endpoint', more);
    }
    case 'keys_refused':
      return new Problem('INVALID_API_KEYS', 'invalid client_id or secret provided');
    case 'unauthorized':
      return new Problem('INVALID_ACCESS_TOKEN', 'could not find matching access token');
    case 'act_at_bank':
      return new Problem(
        'USER_SETUP_REQUIRED',
        'the user has to log in at the institution and finish its set-up',
      );
    case 'consent_expired':
      return loginRequired('OAUTH_CONSENT_EXPIRED');
    case 'revoked':
      return new Problem(
        'USER_PERMISSION_REVOKED',
        'the user has revoked the permission to access this Item',
      );
    default:
      return loginRequired();
  }
}
