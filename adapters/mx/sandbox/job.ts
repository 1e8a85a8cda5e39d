import type { ActiveFault, FaultKind } from 'bankweave/sandbox';
import { ask } from './challenges.ts';
import { guidOf } from './guid.ts';
import { loginFaultKinds, loginFaults, type LoginOutcome, outcomeOfPassword } from './login-outcome.ts';
import { setStatus } from './member-status.ts';
import { noteImport } from './notices.ts';
import { type Job, type JobKind, loginIdOf, type Member, type Mx } from './state.ts';

// How much of a job each phase takes. The login is known early; the transactions come late.
const shares = { authenticating: 0.2, collecting: 0.3, half_written: 0.4, finishing: 0.1 };

/** How to start a job. */
export interface JobStart {
  readonly at: number;
  readonly background?: boolean;
  /** Default: by whether the member has been read before. */
  readonly lengthMs?: number;
  readonly withTransactions?: boolean;
  /** Whether the owners are asked for as well. */
  readonly withIdentity?: boolean;
  readonly callback?: string | null;
}

/** Starts a job; one that was running is dropped. */
export function startJob(mx: Mx, member: Member, kind: JobKind, start: JobStart): Job {
  const { at, background = false, callback = null } = start;
  const usual = member.imports.length === 0 ? mx.settings.jobMs : mx.settings.jobMs / 3;
  const usually = kind === 'aggregate' || kind === 'history';
  const possible = usually || kind === 'verify';
  const withTransactions = possible && (start.withTransactions ?? usually);
  const job: Job = {
    guid: guidOf('JOB', mx.world.seed, member.guid, mx.count()),
    kind,
    startedAt: at,
    lengthMs: start.lengthMs ?? usual,
    background,
    withTransactions,
    withIdentity: start.withIdentity ?? false,
    phase: 'authenticating',
    since: at,
    read: null,
    outcome: null,
    rounds: [],
    callback,
  };
  member.job = job;
  member.lastJob = job.guid;
  // The start of any job, and no sign of fresh data.
  member.aggregatedAt = at;
  member.challenges = [];
  member.processed.accounts = false;
  if (withTransactions) member.processed.transactions = false;
  mx.lastStarts.set(`${member.user.guid}|${loginIdOf(member) ?? member.guid}`, at);
  return job;
}

/** Lets a job go on until a moment. */
export function advanceJob(mx: Mx, member: Member, now: number): void {
  while (member.job && step(mx, member, member.job, now));
}

/** Takes the person's answer to the open questions. */
export function resumeJob(mx: Mx, member: Member, job: Job, outcome: LoginOutcome, now: number): void {
  const rest = job.rounds.slice(1);
  job.outcome = outcome === 'in' && rest.length > 0 ? { rounds: rest } : outcome;
  job.phase = 'authenticating';
  job.since = now;
  member.challenges = [];
  setStatus(mx, member, 'RESUMED', now);
}

function step(mx: Mx, member: Member, job: Job, now: number): boolean {
  if (job.phase === 'challenged') {
    const at = job.since + mx.settings.challengeMs;
    if (at <= now) endBadly(mx, member, 'EXPIRED', at);
    return at <= now;
  }
  // Whole milliseconds: the world's places in time know no others.
  const at = job.since + Math.ceil(job.lengthMs * shares[job.phase]);
  if (at > now) return false;
  if (job.phase === 'authenticating') authenticate(mx, member, job, at);
  else if (job.phase === 'collecting') collect(mx, member, job, at);
  else if (job.phase === 'half_written') return write(mx, member, job, at);
  else end(mx, member, job, at);
  return true;
}

function authenticate(mx: Mx, member: Member, job: Job, at: number): void {
  // Whoever has answered is not asked by the same fault again.
  const answered = job.outcome !== null;
  const fault = answered ? undefined : faultAt(mx, loginIdOf(member) ?? member.bank.code, at);
  const outcome = (fault && loginFaults[fault.kind]) ?? job.outcome ?? outcomeOfPassword(member.password);
  if (fault) member.faulted = { lasting: fault.times === undefined };
  else if (!answered) member.faulted = null;
  if (outcome === 'in') {
    member.denials = 0;
    // From here on the member is CONNECTED while its data are still on their way.
    setStatus(mx, member, 'CONNECTED', at);
    member.authenticated = true;
    job.phase = 'collecting';
    job.since = at;
  } else if ('rounds' in outcome) {
    job.rounds = outcome.rounds;
    job.phase = 'challenged';
    job.since = at;
    member.challenges = outcome.rounds.slice(0, 1).map((kind) => ask(mx, kind));
    setStatus(mx, member, 'CHALLENGED', at);
  } else {
    member.denials = outcome.status === 'DENIED' ? member.denials + 1 : 0;
    endBadly(mx, member, member.denials >= 3 ? 'PREVENTED' : outcome.status, at);
  }
}

/** A night that is made up for later does not meet a fault that began after it. */
function faultAt({ world }: Mx, id: string, at: number): ActiveFault | undefined {
  const armed = world.peekFault(id, loginFaultKinds);
  return armed && armed.since <= at ? world.takeFault(id, loginFaultKinds) : undefined;
}

function collect(mx: Mx, member: Member, job: Job, at: number): void {
  const loginId = loginIdOf(member);
  const dataAt = Math.min(at, loginId === null ? at : mx.world.dataAsOf(loginId));
  const fails = (id: string, kind: FaultKind) => (mx.world.peekFault(id, [kind])?.since ?? at + 1) <= at;
  const accounts = member.username === null ? [] : member.bank.accounts(member.username, dataAt);
  job.read = {
    at,
    dataAt,
    missed: accounts.map(({ id }) => id).filter((id) => fails(id, 'account_error')),
    young: loginId !== null && fails(loginId, 'history_pending'),
  };
  member.accountImports.push(job.read);
  member.processed.accounts = true;
  if (job.kind === 'verify') member.processed.numbers = true;
  if (job.kind === 'identify' || job.withIdentity) member.identifiedAt = at;
  if (job.kind === 'statements') member.statementsAt = at;
  job.phase = job.withTransactions ? 'half_written' : 'finishing';
  job.since = at;
}

function write(mx: Mx, member: Member, job: Job, at: number): boolean {
  const loginId = loginIdOf(member);
  if (loginId !== null && mx.world.peekFault(loginId, ['not_ready'])) return false;
  if (job.read) member.imports.push(job.read);
  if (job.kind === 'history') member.extendedAt = job.read?.at ?? at;
  member.processed.transactions = true;
  job.phase = 'finishing';
  job.since = at;
  return true;
}

function end(mx: Mx, member: Member, job: Job, at: number): void {
  member.job = null;
  member.succeededAt = at;
  noteImport(mx, member, job, at);
}

function endBadly(mx: Mx, member: Member, status: string, at: number): void {
  member.job = null;
  member.challenges = [];
  setStatus(mx, member, status, at);
}
