import { type Clock, systemClock } from '../internal/clock.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import { amountFrom } from './amount.ts';
import type { AccountFrame, LoginFrame } from './bank/account.ts';
import { accountFrame, loginFrame } from './bank/frames.ts';
import { loginIdOf, loginOf, placeOf, usernameOf } from './bank/ids.ts';
import { institutions, type WorldInstitution } from './bank/institutions.ts';
import { accountView } from './bank/views.ts';
import { defaultContent } from './content/default.ts';
import type { ContentSource } from './content/source.ts';
import { DAY_MS, localDay, toDate, toDay } from './days.ts';
import { FaultBoard } from './faults/board.ts';
import { Agenda } from './hand/agenda.ts';
import { findRow } from './hand/find.ts';
import { createDeeds } from './hand/deeds.ts';
import { Hand } from './hand/hand.ts';
import { createAdder } from './log/balance.ts';
import { BoundedMap } from './log/bounded-map.ts';
import { createDays } from './log/days-of-login.ts';
import { eventsBetween } from './log/events.ts';
import { ledgerAt } from './log/ledger.ts';
import { runningBalances } from './log/running.ts';
import { createTimeline } from './log/timeline.ts';
import { minorOf } from '../model/money.ts';
import { scenarios } from './scenarios/scenarios.ts';
import type { World } from './world.ts';

const USUAL_SUBTYPE = {
  depository: 'checking',
  credit: 'credit_card',
  loan: 'personal_loan',
  investment: 'brokerage',
  other: 'other',
} as const;

// People and accounts of this many logins are held.
const LOGINS_HELD = 4096;

/** What a world is made of. */
export interface WorldOptions {
  /** Two worlds of one seed are the same bank. */
  readonly seed: number | string;
  /** Default: the machine's own clock. */
  readonly clock?: Clock;
  /** The first day of every ledger. Default: `2024-01-01`. */
  readonly epoch?: CalendarDate;
  /** What people, shops and towns are called. Default: a small invented set. */
  readonly content?: ContentSource;
}

/**
 * Makes a bank world. It needs no service and no file; the same seed shows the same bank in every process.
 *
 * @throws RangeError when the epoch is no calendar date.
 * @example
 * ```ts
 * const world = createWorld({ seed: 7 })
 * const { accounts } = world.login('river-bank', 'ada')
 * world.ledger(accounts[0].id)
 * world.advance({ days: 3 })
 * ```
 */
export function createWorld(options: WorldOptions): World {
  const { clock: base = systemClock, epoch = '2024-01-01', content = defaultContent } = options;
  const seed = String(options.seed);
  const epochDay = toDay(epoch);
  const hand = new Hand();
  const faults = new FaultBoard();
  const timeline = createTimeline(createDays(content, epochDay), hand);
  const adder = createAdder(timeline, epochDay);
  const frames = new BoundedMap<string, LoginFrame>(LOGINS_HELD);
  const agenda = new Agenda();
  let offset = 0;

  const now = (): number => {
    const at = Math.floor(base.now()) + offset;
    hand.seen(at);
    agenda.run(at);
    return at;
  };
  const institution = (id: string): WorldInstitution => {
    const found = institutions.find((each) => each.id === id);
    if (!found) throw new RangeError(`there is no institution ${JSON.stringify(id)}`);
    return found;
  };
  const ownFrame = (loginId: string): LoginFrame =>
    frames.get(loginId, () =>
      loginFrame(seed, institution(placeOf(loginId).institutionId), usernameOf(loginId), content),
    );
  const frameOf = (id: string): LoginFrame => {
    const frame = ownFrame(loginOf(id));
    const opened = [...hand.openings.values()]
      .map((opening) => opening.frame)
      .filter((each) => loginOf(each.id) === frame.id);
    return opened.length === 0 ? frame : { ...frame, accounts: [...frame.accounts, ...opened] };
  };
  const frameOfAccount = (accountId: string): AccountFrame => {
    const found = frameOf(accountId).accounts.find((each) => each.id === accountId);
    if (!found) throw new RangeError(`there is no account ${JSON.stringify(accountId)}`);
    return found;
  };
  const view = (login: LoginFrame, account: AccountFrame, at: number) =>
    accountView(login, account, at, adder, hand);
  const isListed = (account: AccountFrame, at: number): boolean => {
    const closing = hand.closings.get(account.id);
    return (account.openedAt ?? 0) <= at && !(closing?.vanish && closing.at <= at);
  };

  const world: World = {
    seed,
    epoch,
    institutions,
    clock: {
      now,
      monotonic: () => base.monotonic() + offset,
      sleep: (ms, sleeping) => base.sleep(ms, sleeping),
    },
    now,
    advance({ days = 0, hours = 0, minutes = 0 }) {
      const by = days * DAY_MS + hours * 3_600_000 + minutes * 60_000;
      if (!(by >= 0)) throw new RangeError('time only goes forward');
      offset += by;
    },
    institution,
    login(institutionId, username, at = now()) {
      const frame = frameOf(loginIdOf(institution(institutionId).id, username));
      const accounts = frame.accounts
        .filter((each) => isListed(each, at))
        .map((each) => view(frame, each, at));
      return { id: frame.id, institutionId, username, person: frame.person, accounts };
    },
    loginId: (institutionId, username) => loginIdOf(institution(institutionId).id, username),
    row: (rowId, at = now()) => findRow(timeline, frameOf(rowId), rowId, at),
    runningBalances: (accountId, at = now()) =>
      runningBalances(world.ledger(accountId, at), world.account(accountId, at)),
    account: (accountId, at = now()) => view(frameOf(accountId), frameOfAccount(accountId), at),
    ledger: (accountId, at = now(), range) =>
      ledgerAt(timeline, frameOf(accountId), frameOfAccount(accountId), at, epochDay, range),
    events(loginId, { after, until, limit } = {}) {
      const end = Math.min(until ?? now(), now());
      const events = eventsBetween(timeline, hand, frameOf(loginId), epochDay, after, end);
      return limit === undefined ? events : events.slice(0, limit);
    },
    head: (at = now()) => hand.head(at),
    today: (institutionId, at = now()) => toDate(localDay(at, institution(institutionId).zoneOffset)),
    dataAsOf(loginId) {
      const at = now();
      return Math.min(at, faults.find(loginId, ['stale'], at, false)?.since ?? at);
    },
    consentEnds(institutionId, grantedAt) {
      const days = institution(institutionId).consentDays;
      return days === null ? null : grantedAt + days * DAY_MS;
    },

    ...createDeeds({
      hand,
      timeline,
      now,
      frameOf,
      accountFrame: frameOfAccount,
      touched: (loginId) => adder.forget(loginId),
    }),
    openAccount(loginId, given) {
      const login = frameOf(loginId);
      const {
        slug,
        name = slug,
        type = 'depository',
        subtype = USUAL_SUBTYPE[type],
        currency = login.institution.currency,
      } = given;
      if (!/^[a-z0-9-]+$/.test(slug)) throw new RangeError('a slug has small letters, digits and dashes');
      if (login.accounts.some((each) => each.product.slug === slug))
        throw new RangeError(`account ${slug} is there already`);
      const { at, position } = hand.next(now());
      const product = { slug, name, type, subtype, habit: 'none', opening: [0, 0] } as const;
      const opening = minorOf(amountFrom(given.balance ?? '0', currency));
      const limit = given.limit === undefined ? null : minorOf(amountFrom(given.limit, currency));
      const frame = {
        ...accountFrame(seed, login.institution, login.id, product, at),
        currency,
        opening,
        limit,
      };
      hand.openings.set(frame.id, { frame, at, position });
      return world.account(frame.id);
    },
    closeAccount(accountId, { vanish = false } = {}) {
      frameOfAccount(accountId);
      const { at, position } = hand.next(now());
      hand.closings.set(accountId, { at, position, vanish });
      adder.forget(loginOf(accountId));
    },

    fail(target, fault) {
      institution(placeOf(target).institutionId);
      faults.arm(target, fault, now());
    },
    heal: (target, kind) => faults.heal(target, kind),
    takeFault: (id, kinds) => faults.find(id, kinds, now(), true),
    peekFault: (id, kinds) => faults.find(id, kinds, now(), false),
    scenario(name, accountId, { everyMs } = {}) {
      const play = scenarios[name];
      if (!play) throw new RangeError(`there is no scenario ${JSON.stringify(name)}`);
      const result = play(world, accountId);
      if (everyMs !== undefined)
        result.next.forEach((step, i) => agenda.plan(now() + (i + 1) * everyMs, step));
      return result;
    },
  };
  return world;
}
