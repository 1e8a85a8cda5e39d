import { calendarDate, money } from 'bankweave';
import { type BankRow, type DocumentedError, type ProviderWorld, SimulatedClock } from 'bankweave/testing';
import { PebbleBank, type PebbleEntry, type Trouble } from './bank.ts';
import { answerOf } from './bank-api.ts';

const KINDS: Readonly<Record<string, string>> = { depository: 'CURRENT', credit: 'CARD', loan: 'LOAN' };

const TROUBLES: Readonly<Record<string, Trouble>> = {
  outage: { status: 503, code: 'CLOSED' },
  provider_error: { status: 500, code: 'BROKEN' },
  throttled: { status: 429, code: 'TOO_MANY' },
  unauthorized: { status: 401, code: 'TOKEN_EXPIRED' },
  consent_expired: { status: 403, code: 'CONSENT_ENDED' },
};

/** What the bank's pages say about its errors, and what has to become of each. */
const documentedErrors: readonly DocumentedError[] = (
  [
    [401, 'TOKEN_EXPIRED', { code: 'unauthorized', scope: 'connection' }],
    [403, 'CONSENT_ENDED', { code: 'action_required', action: 'renew_consent' }],
    [429, 'TOO_MANY', { code: 'rate_limited', retryable: true }],
    [500, 'BROKEN', { code: 'provider_unavailable', retryable: true }],
    [503, 'MAINTENANCE', { code: 'institution_unavailable', scope: 'account' }],
    [599, 'NEVER_HEARD_OF', { code: 'provider_unavailable', retryable: true }],
  ] as const
).map(([status, code, becomes]) => ({
  name: code,
  answer: { status, body: JSON.stringify({ error: { code } }) },
  becomes,
}));

/** Pebble Bank with pages of any size. */
export interface PebbleWorld extends ProviderWorld {
  pageSize: number;
}

/** Pebble Bank for the laws of `bankweave/testing`: how it is reached, and what can happen there. */
export function pebbleWorld(): PebbleWorld {
  const clock = new SimulatedClock(Date.UTC(2026, 10, 20, 15));
  const bank = new PebbleBank(() => calendarDate(new Date(clock.now()).toISOString().slice(0, 10)));
  const taken = new Map<string, PebbleEntry>();
  return {
    clock,
    pageSize: 3,
    handle(request) {
      return answerOf(bank, request, this.pageSize);
    },
    documentedErrors,
    async finishLink({ url = '' }) {
      const answer = await answerOf(bank, new Request(url));
      return new URL(answer.headers.get('location') ?? '').searchParams;
    },
    denyLink: async ({ state }) => new URLSearchParams({ error: 'access_denied', state }),
    pass: ({ days = 0, minutes = 0 }) => clock.advance(days * 86_400_000 + minutes * 60_000),
    ledger: (): readonly BankRow[] => [
      ...bank.entries.map(({ side, amount, currency, booked_on }) => ({
        status: 'posted' as const,
        amount: money(side === 'debit' ? `-${amount}` : amount, currency),
        date: booked_on,
      })),
      ...bank.holds.map(({ amount, currency, made_on }) => ({
        status: 'pending' as const,
        amount: money(`-${amount}`, currency),
        date: made_on,
      })),
    ],
    post: ({ account = 'everyday', amount, date, description }) =>
      bank.book(account, {
        amount,
        ...(date && { booked_on: date }),
        ...(description !== undefined && { text: description }),
      }),
    authorize: ({ account = 'everyday', amount, description }) =>
      bank.hold(account, {
        amount: amount.replace('-', ''),
        ...(description !== undefined && { text: description }),
      }),
    settle: (hold, { amount } = {}) => bank.settle(hold, amount),
    vanish: (hold) => bank.release(hold),
    remove(ref) {
      const entry = bank.takeBack(ref);
      if (entry) taken.set(ref, entry);
    },
    restore(ref) {
      const entry = taken.get(ref);
      if (entry) bank.entries.push(entry);
      return ref;
    },
    amend: (ref, { amount }) => bank.amend(ref, amount),
    openAccount({ type, currency, balance = '0' }) {
      const id = `opened-${bank.accounts.length}`;
      const isOwed = type === 'credit' || type === 'loan';
      bank.accounts.push({
        id,
        nickname: 'Opened',
        kind: KINDS[type] ?? 'NEW',
        currency,
        number_ends: '0001',
        balance: isOwed ? `-${balance}` : balance,
        spendable: '0',
      });
      return id;
    },
    faults: ['outage', 'provider_error', 'throttled', 'unauthorized', 'consent_expired', 'account_error'],
    fail(kind) {
      if (kind === 'account_error') bank.broken.set('everyday', Number.POSITIVE_INFINITY);
      else bank.trouble = TROUBLES[kind];
    },
    heal(kind) {
      if (kind === 'account_error') bank.broken.delete('everyday');
      else bank.trouble = undefined;
    },
    without: {
      keys_refused: 'Pebble Bank knows no keys of an application',
      login_required: 'its logins end with the consent',
      mfa: 'it asks the person nothing between two consents',
      act_at_bank: 'it asks the person nothing between two consents',
      revoked: 'it says the same as when the consent ends',
      not_ready: 'it answers from its own ledger and has nothing to wait for',
      history_pending: 'it answers from its own ledger and has nothing to wait for',
      stale: 'it is the bank itself',
    },
  };
}
