import type { FaultKind } from 'bankweave/sandbox';
import type { ConnectionStatus } from './statuses.ts';

/** How a try to sign in ends: with a state, with questions, or well. */
export type LoginOutcome =
  | { readonly status: ConnectionStatus }
  | { readonly rounds: readonly string[] }
  | 'in';

/** What MX Bank's test passwords do; here they work at every bank. */
const words: Readonly<Record<string, LoginOutcome>> = {
  challenge: { rounds: ['TEXT'] },
  options: { rounds: ['OPTIONS'] },
  image: { rounds: ['IMAGE_DATA'] },
  // These two are ours: the other sorts of question, and a choice of phone followed by its code.
  image_options: { rounds: ['IMAGE_OPTIONS'] },
  two_rounds: { rounds: ['OPTIONS', 'TOKEN'] },
  UNAUTHORIZED: { status: 'DENIED' },
  INVALID: { status: 'DENIED' },
  DISABLED: { status: 'DENIED' },
  LOCKED: { status: 'LOCKED' },
  BAD_REQUEST: { status: 'FAILED' },
  SERVER_ERROR: { status: 'FAILED' },
  UNAVAILABLE: { status: 'FAILED' },
};

/** What a password leads to; anything that is no test word is right. */
export function outcomeOfPassword(password: string): LoginOutcome {
  return (Object.hasOwn(words, password) ? words[password] : undefined) ?? 'in';
}

/** What an answer leads to: `correct`, one of the error words, `challenge` for another question, or a rejection. */
export function outcomeOfAnswer(answer: string): LoginOutcome {
  if (answer === 'correct') return 'in';
  if (answer === 'challenge') return { rounds: ['TEXT'] };
  const outcome = outcomeOfPassword(answer);
  return typeof outcome === 'object' && 'status' in outcome ? outcome : { status: 'REJECTED' };
}

/** What a fault of the world makes of a sign-in. */
export const loginFaults: Readonly<Partial<Record<FaultKind, LoginOutcome>>> = {
  outage: { status: 'DEGRADED' },
  login_required: { status: 'DENIED' },
  unauthorized: { status: 'DENIED' },
  mfa: { rounds: ['TEXT'] },
  act_at_bank: { status: 'IMPEDED' },
  consent_expired: { status: 'IMPAIRED' },
  revoked: { status: 'CLOSED' },
};

export const loginFaultKinds = Object.keys(loginFaults) as FaultKind[];
