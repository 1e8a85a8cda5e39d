import { pickOf } from './guid.ts';
import { advanceJob, startJob } from './job.ts';
import { loginFaultKinds } from './login-outcome.ts';
import { loginIdOf, type Member, type Mx, type User } from './state.ts';
import { refreshed } from './statuses.ts';

const DAY_MS = 86_400_000;
const REST_MS = 20 * 3_600_000;
const PURGE_MS = 14 * DAY_MS;

/** Lets everything happen to a user's members that is due at a moment. */
export function settleUser(mx: Mx, user: User, now: number): void {
  for (const member of user.members) settle(mx, member, now);
  const gone = user.members.filter(({ deletedAt }) => deletedAt !== null && deletedAt + PURGE_MS <= now);
  for (const member of gone) user.members.splice(user.members.indexOf(member), 1);
}

/** Lets everything happen to a member that is due at a moment: its job, the nights since, and faults of the world. */
export function settle(mx: Mx, member: Member, now: number): void {
  if (member.deletedAt !== null) return;
  for (;;) {
    advanceJob(mx, member, now);
    if (member.job) break;
    const night = nextNight(member);
    if (night > now || !isRefreshed(member)) break;
    startJob(mx, member, 'aggregate', { at: night, background: true });
    member.settledTo = night;
  }
  member.settledTo = Math.max(member.settledTo, now);
  followFaults(mx, member, now);
}

function isRefreshed({ status, backgroundDisabled, user, username }: Member): boolean {
  return refreshed.has(status) && !backgroundDisabled && !user.isDisabled && username !== null;
}

/** Twenty hours after its last job of any kind, or up to three more: each member has its own pace. */
function nextNight({ guid, settledTo, aggregatedAt, createdAt }: Member): number {
  const due = (aggregatedAt ?? createdAt) + REST_MS + pickOf(guid, 180) * 60_000;
  return Math.max(due, settledTo + 1);
}

// MX looks at a failing bank more often than once a night; here it notices at once, and recovers at once.
function followFaults(mx: Mx, member: Member, now: number): void {
  const loginId = loginIdOf(member);
  if (loginId === null || (member.job && member.job.phase !== 'challenged')) return;
  const fault = mx.world.peekFault(loginId, loginFaultKinds);
  const struck = fault && !member.faulted && member.status === 'CONNECTED';
  const young = member.imports.at(-1)?.young === true;
  const grown = young && !mx.world.peekFault(loginId, ['history_pending']);
  const healed = !fault && (member.faulted?.lasting || grown);
  if (!struck && !healed) return;
  startJob(mx, member, 'aggregate', { at: now, background: true, lengthMs: 0 });
  advanceJob(mx, member, now);
}
