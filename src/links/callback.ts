import { hash, timingSafeEqual } from 'node:crypto';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { ActionRequiredError, InvalidInputError, ProviderUnavailableError } from '../errors/catalog.ts';

/** What OAuth servers answer while they are out of order; the person may simply try again. */
const PASSING = ['server_error', 'temporarily_unavailable'];
const CODE = /^[\w.-]{1,64}$/;

/** How a state is kept: nobody who reads the store can finish a link with it. */
export function stateHashOf(state: string): string {
  return hash('sha256', state, 'hex');
}

/** What a checked callback brought. */
export interface CheckedCallback {
  /** The state that came back, and is the session's; `''` where no page took part. */
  readonly state: string;
  /** What the page sent in place of a code. */
  readonly refusal?: ActionRequiredError | ProviderUnavailableError;
}

/**
 * Checks that what came back from a page belongs to this session.
 *
 * @throws InvalidInputError for another session's callback. That does not end the session: a stranger could have sent it
 */
export function checkCallback({ id, link }: AnyAdapter, params: unknown, stateHash: string): CheckedCallback {
  const answer = params === undefined ? undefined : link.callback?.(params as never);
  if (!answer) return { state: '' };
  const { state = '', error } = answer;
  const [mine, theirs] = [Buffer.from(stateHash), Buffer.from(stateHashOf(state))];
  if (mine.length !== theirs.length || !timingSafeEqual(mine, theirs))
    throw new InvalidInputError('What came back belongs to another link.', {
      provider: id,
      field: 'state',
      expected: 'the state that this session was begun with',
    });
  if (error === undefined) return { state };
  const facts = { provider: id, providerCode: CODE.test(error) ? error : 'unknown' };
  const refusal = PASSING.includes(error)
    ? new ProviderUnavailableError('The bank could not finish the link; start a new one.', facts)
    : new ActionRequiredError('The person did not give consent.', { ...facts, action: 'renew_consent' });
  return { state, refusal };
}
