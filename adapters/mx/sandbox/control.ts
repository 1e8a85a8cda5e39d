import type { Fields } from './ask.ts';
import type { MxFault } from './faults.ts';
import { advanceJob, startJob } from './job.ts';
import { setStatus } from './member-status.ts';
import type { MxQuirks, MxPendingStory } from './options.ts';
import type { MxNotice } from './outbox.ts';
import { answerAll, beginOAuth, decideOAuth, type MxSignIn, signIn } from './person.ts';
import { Refusal } from './reply.ts';
import type { MxRoute } from './routes.ts';
import type { MxRequest } from './serve-request.ts';
import { settle, settleUser } from './settle.ts';
import type { Member, Mx } from './state.ts';
import { openedTicket, openTicket } from './tickets.ts';

/** A member as a test sees it. */
export interface MxMember {
  readonly guid: string;
  readonly userGuid: string;
  readonly institutionCode: string;
  readonly username: string | null;
  readonly status: string;
  readonly isBeingAggregated: boolean;
  readonly isDeleted: boolean;
}

/** A user as a test sees it. */
export interface MxUser {
  readonly guid: string;
  readonly id: string | null;
  readonly isDisabled: boolean;
  /** Whether its holdings were read, which MX bills for. */
  readonly isBilledForHoldings: boolean;
}

/** What the person does in the widget. */
export interface MxVisit extends MxSignIn {
  /** Needed unless the widget was opened for a member or an institution. */
  readonly institutionCode?: string;
}

/** The strings that tests and demos pull. Guids and addresses that name nothing throw a `RangeError`. */
export interface MxControl {
  users(): readonly MxUser[];
  /** Every member, deleted ones included as long as they haunt their user's lists. */
  members(): readonly MxMember[];
  /**
   * Does what a person does in the widget: opens its address, which works once, signs in, and leaves the job running.
   * At a bank of OAuth the consent is given as well.
   *
   * @param url The `url` of `POST /users/{guid}/widget_urls`.
   */
  completeLink(url: string, visit: MxVisit): { readonly memberGuid: string };
  /** Opens the widget and leaves it. */
  exitLink(url: string): void;
  /** Opens a bank's consent page by its address and allows, or denies with `null`. */
  completeOAuth(url: string, signIn: MxSignIn | null): { readonly memberGuid: string };
  /** Answers the open questions of a member: `correct` is right. */
  answer(memberGuid: string, answer: string): void;
  /** Lets the jobs of one member or of all end now, however long they would take. */
  finishJobs(memberGuid?: string): void;
  /** Runs MX's nightly refresh of a member now. */
  refresh(memberGuid: string): void;
  /** Puts a member into a state, also one that nobody has heard of, and ends its job. */
  setStatus(memberGuid: string, status: string): void;
  /** Forgets a member altogether, as MX does with consents that nobody finished. */
  purge(memberGuid: string): void;
  /** Spoils coming calls of a route, or of all with `*`. */
  fault(route: MxRoute | '*', fault: MxFault): void;
  clearFaults(): void;
  /** Changes what becomes of pending rows, from the next read on. */
  pending(story: MxPendingStory): void;
  /** Turns quirks on or off; the others stay as they are. */
  quirks(change: MxQuirks): void;
  readonly webhooks: {
    /** Everything that was to be sent, oldest first. */
    readonly notices: readonly MxNotice[];
    /** Lets everything happen that is due, and sends what is due. Returns how many requests were made. */
    flush(): Promise<number>;
    /** Puts a notice of your own in line. */
    put(body: Fields): void;
  };
  /** The calls of the API that were answered, oldest first. */
  readonly requests: readonly MxRequest[];
  /** How often a route was called. */
  count(route: MxRoute): number;
}

export function createControl(bound: () => Mx, requests: MxRequest[]): MxControl {
  const all = (mx: Mx): readonly Member[] => [...mx.users.values()].flatMap((user) => user.members);
  const member = (guid: string): Member => {
    const mx = bound();
    const found = all(mx).find((each) => each.guid === guid);
    if (!found) throw new RangeError(`there is no member ${JSON.stringify(guid)}`);
    settle(mx, found, mx.world.now());
    return found;
  };
  const tick = (mx: Mx) => {
    for (const user of mx.users.values()) settleUser(mx, user, mx.world.now());
  };
  return {
    users: () =>
      [...bound().users.values()].map(({ guid, id, isDisabled, paysForHoldings }) => ({
        guid,
        id,
        isDisabled,
        isBilledForHoldings: paysForHoldings,
      })),
    members() {
      const mx = bound();
      tick(mx);
      return all(mx).map(({ guid, user, bank, username, status, job, deletedAt }) => ({
        guid,
        userGuid: user.guid,
        institutionCode: bank.code,
        username,
        status,
        isBeingAggregated: job !== null,
        isDeleted: deletedAt !== null,
      }));
    },
    completeLink(url, visit) {
      const mx = bound();
      const ticket = openTicket(mx, 'widget', tokenIn(url));
      const place =
        visit.institutionCode ??
        ticket.config['current_institution_code'] ??
        ticket.config['current_institution_guid'];
      const bank = ticket.member?.bank ?? mx.banks.find(({ code, guid }) => code === place || guid === place);
      if (!bank) throw new RangeError('which institution?');
      if (bank.oauth) {
        const guid = beginOAuth(mx, ticket, bank).guid;
        decideOAuth(mx, ticket, visit);
        return { memberGuid: guid };
      }
      const { guid } = signIn(mx, ticket, bank, visit);
      ticket.over = true;
      return { memberGuid: guid };
    },
    exitLink(url) {
      openTicket(bound(), 'widget', tokenIn(url)).over = true;
    },
    completeOAuth(url, given) {
      const mx = bound();
      const token = tokenIn(url);
      openTicket(mx, 'oauth', token);
      const ticket = openedTicket(mx, 'oauth', token);
      decideOAuth(mx, ticket, given);
      if (!ticket.member) throw new Refusal(404, 'The member was not found.');
      return { memberGuid: ticket.member.guid };
    },
    answer: (guid, answer) => answerAll(bound(), member(guid), answer),
    finishJobs(guid) {
      const mx = bound();
      for (const each of guid === undefined ? all(mx) : [member(guid)]) hurry(mx, each);
    },
    refresh(guid) {
      const mx = bound();
      const each = member(guid);
      startJob(mx, each, 'aggregate', { at: mx.world.now(), background: true, lengthMs: 0 });
      advanceJob(mx, each, mx.world.now());
    },
    setStatus(guid, status) {
      const mx = bound();
      const each = member(guid);
      each.job = null;
      each.challenges = [];
      setStatus(mx, each, status, mx.world.now());
    },
    purge(guid) {
      const { user } = member(guid);
      user.members.splice(user.members.indexOf(member(guid)), 1);
    },
    fault: (route, fault) => bound().faults.arm(route, fault),
    clearFaults: () => bound().faults.clear(),
    pending(story) {
      bound().settings.pending = story;
    },
    quirks(change) {
      const { settings } = bound();
      settings.quirks = { ...settings.quirks, ...change };
    },
    webhooks: {
      get notices() {
        const mx = bound();
        tick(mx);
        return mx.outbox.notices;
      },
      flush() {
        const mx = bound();
        tick(mx);
        return mx.outbox.flush(mx.world.now());
      },
      put: (body) => bound().outbox.put(bound().world.now(), body),
    },
    requests,
    count: (route) => requests.filter((request) => request.route === route).length,
  };
}

/** Ends a job at once; one that waits for the person goes on waiting. */
function hurry(mx: Mx, member: Member): void {
  const { job } = member;
  if (!job) return;
  const { lengthMs } = job;
  job.lengthMs = 0;
  advanceJob(mx, member, mx.world.now());
  job.lengthMs = lengthMs;
}

function tokenIn(url: string): string {
  const parsed = URL.parse(url);
  const token = parsed?.searchParams.get('ticket') ?? parsed?.pathname.split('/').at(-1);
  if (!token) throw new RangeError('this is no address of the widget or of a consent page');
  return token;
}
