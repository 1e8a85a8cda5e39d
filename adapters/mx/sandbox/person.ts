import { fieldsOf } from './ask.ts';
import type { Bank } from './bank.ts';
import { answerIn } from './challenges.ts';
import { resumeJob, startJob } from './job.ts';
import { outcomeOfAnswer } from './login-outcome.ts';
import { setStatus } from './member-status.ts';
import { addMember, changeCredentials } from './members.ts';
import { Refusal } from './reply.ts';
import type { Member, Mx, Ticket } from './state.ts';

/** What a person types into the widget or at the bank. */
export interface MxSignIn {
  readonly username: string;
  /** Default: one that is right. A test password of MX Bank such as `challenge` has its effect at every bank. */
  readonly password?: string;
}

/** What the widget does when the person sends the sign-in form: a new member, or other credentials of the one it repairs. */
export function signIn(
  mx: Mx,
  ticket: Ticket,
  bank: Bank,
  { username, password = 'right' }: MxSignIn,
): Member {
  const now = mx.world.now();
  const start = {
    at: now,
    withTransactions: wantsTransactions(ticket),
    withIdentity: ticket.config['include_identity'] === true,
  };
  if (ticket.member) {
    changeCredentials(mx, ticket.member, { username, password }, true, start);
    startJob(mx, ticket.member, 'aggregate', start);
    return ticket.member;
  }
  const verifying = ticket.config['mode'] === 'verification';
  const member = addMember(mx, ticket.user, {
    bank,
    username,
    password,
    isOauth: false,
    // A member of the verification widget is never refreshed by itself, unless asked for.
    backgroundDisabled:
      ticket.config['disable_background_agg'] === undefined
        ? verifying
        : ticket.config['disable_background_agg'] === true,
  });
  ticket.member = member;
  startJob(mx, member, verifying ? 'verify' : 'aggregate', start);
  return member;
}

/** Makes the member that waits for the person to come back from the bank, and what its OAuth page is opened with. */
export function beginOAuth(mx: Mx, ticket: Ticket, bank: Bank): Member {
  ticket.member ??= addMember(mx, ticket.user, { bank, username: null, password: '', isOauth: true });
  return ticket.member;
}

/** The person allowed the bank to share, or did not. */
export function decideOAuth(mx: Mx, ticket: Ticket, given: MxSignIn | null): void {
  const { member } = ticket;
  if (!member || member.deletedAt !== null) throw new Refusal(404, 'The member was not found.');
  ticket.over = true;
  if (!given) return;
  const start = { at: mx.world.now() };
  changeCredentials(mx, member, { password: 'right', ...given }, true, start);
  if (String(ticket.config['skip_aggregation']) !== 'true') startJob(mx, member, 'aggregate', start);
  else setStatus(mx, member, 'UPDATED', start.at);
}

/** The person answers every open question with one word. */
export function answerAll(mx: Mx, member: Member, answer: string): void {
  const { job, challenges } = member;
  if (member.status !== 'CHALLENGED' || !job) throw new Refusal(405, 'The member has not been challenged.');
  const given = challenges.map(({ guid, options }) => {
    const option = options.find(({ value }) => value === answer);
    const asGuid = mx.settings.uncertain.optionAnswer === 'guid';
    return { guid, value: option && asGuid ? option.guid : answer };
  });
  const word = answerIn(mx, challenges, given.map(fieldsOf)) ?? answer;
  resumeJob(mx, member, job, outcomeOfAnswer(word), mx.world.now());
}

function wantsTransactions({ config }: Ticket): boolean {
  const asked = config['include_transactions'];
  return typeof asked === 'boolean' ? asked : config['mode'] !== 'verification';
}
