import { type Ask, rooted } from './ask.ts';
import { answerIn, challengeBody } from './challenges.ts';
import { resumeJob, startJob } from './job.ts';
import { outcomeOfAnswer } from './login-outcome.ts';
import { memberBody } from './member-body.ts';
import { memberOf, startOf } from './members.ts';
import { oauthUrl } from './oauth-url.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import type { JobKind, Member, Mx } from './state.ts';
import { ended, needsCredentials } from './statuses.ts';

const THROTTLE_MS = 3 * 3_600_000;

/**
 * A route that starts a job. 202 also where nothing starts: the same sort of job is running, the last good one is
 * less than three hours old, or MX would not try. 409 where another sort of job is running.
 */
export function starter(kind: JobKind): (mx: Mx, ask: Ask) => Reply {
  return (mx, ask) => {
    const member = memberOf(mx, ask);
    if (member.job && member.job.kind !== kind)
      throw new Refusal(409, 'Another job of the member is running.');
    if (!member.job && isWilling(member, kind, ask.now)) {
      startJob(mx, member, kind, {
        ...startOf(ask),
        ...(kind === 'aggregate'
          ? { withTransactions: ask.query.get('include_transactions') !== 'false' }
          : {}),
      });
    }
    return { status: kind === 'verify' ? 200 : 202, body: { member: memberBody(mx, member, ask) } };
  };
}

function isWilling({ status, bank, succeededAt, username }: Member, kind: JobKind, now: number): boolean {
  if (username === null || ended.has(status) || needsCredentials.has(status)) return false;
  // Premium jobs pass the throttle.
  if (kind !== 'aggregate' && kind !== 'balance') return true;
  const fresh = status === 'CONNECTED' && succeededAt !== null && now - succeededAt < THROTTLE_MS;
  return !(fresh && bank.throttled);
}

/** 204 where no question is open. */
export function listChallenges(mx: Mx, ask: Ask): Reply {
  const { challenges, status } = memberOf(mx, ask);
  if (status !== 'CHALLENGED' || challenges.length === 0) return { status: 204 };
  return paged(
    ask,
    mx.settings,
    'challenges',
    challenges.map((each) => challengeBody(mx, each)),
  );
}

export function resume(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  const { job } = member;
  if (member.status !== 'CHALLENGED' || !job) throw new Refusal(405, 'The member has not been challenged.');
  const answer = answerIn(mx, member.challenges, rooted(ask, 'member')['challenges']);
  if (answer === undefined) throw new Refusal(400, 'The answers do not belong to the open challenges.');
  resumeJob(mx, member, job, outcomeOfAnswer(answer), ask.now);
  return { status: 202, body: { member: memberBody(mx, member, ask) } };
}

/** A fresh address of the bank's consent page, also to renew the consent of a member that is there. */
export function oauthWindow(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  if (!member.isOauth) throw new Refusal(400, 'The member is not one of OAuth.');
  return {
    status: 200,
    body: { member: { guid: member.guid, oauth_window_uri: oauthUrl(mx, member, ask) } },
  };
}
