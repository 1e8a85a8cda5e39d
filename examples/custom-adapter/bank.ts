import { randomUUID } from 'node:crypto';
import { addDays, type CalendarDate } from 'bankweave';

export interface PebbleEntry {
  readonly ref: string;
  readonly booked_on: CalendarDate;
  readonly amount: string;
  readonly currency: string;
  readonly side: 'debit' | 'credit';
  readonly text: string;
}

export interface PebbleHold {
  readonly hold_id: string;
  readonly made_on: CalendarDate;
  readonly amount: string;
  readonly currency: string;
  readonly text: string;
}

export interface PebbleAccount {
  readonly id: string;
  readonly nickname: string;
  readonly kind: string;
  readonly currency: string;
  readonly number_ends: string;
  readonly balance: string;
  readonly spendable: string;
  readonly credit_line?: string;
}

/** What is wrong at the bank: every request is answered with it. */
export interface Trouble {
  readonly status: number;
  readonly code: string;
}

/**
 * A bank that does not exist, and what happens there. It has the habits of many that do: a hold (what is pending) that
 * is booked becomes an entry with another reference and names no hold; tokens are short-lived; and what is owed on a
 * card is a negative balance.
 */
export class PebbleBank {
  readonly accounts: PebbleAccount[];
  entries: PebbleEntry[] = [];
  holds: PebbleHold[] = [];
  readonly #home = new Map<string, string>();
  trouble: Trouble | undefined;
  /** How many more requests for an account fail. */
  readonly broken = new Map<string, number>();
  /** Codes that wait for their exchange, with the challenge that each was given for. */
  readonly codes = new Map<string, string>();
  readonly refreshTokens = new Set<string>();
  readonly accessTokens = new Set<string>();
  readonly today: () => CalendarDate;
  readonly opened: CalendarDate;
  #made = 100;

  constructor(today: () => CalendarDate) {
    this.today = today;
    this.opened = today();
    this.accounts = [...ACCOUNTS];
    const ago = (days: number): CalendarDate => addDays(this.opened, -days);
    const booked = (account: string, ref: string, days: number, amount: string, text: string) =>
      this.book(account, { ref, booked_on: ago(days), amount, text });
    booked('everyday', 'E-1', 20, '2150.00', 'SALARY HOLLOWAY LTD');
    booked('everyday', 'E-2', 18, '-780.00', 'RENT MARCH LANE');
    booked('everyday', 'E-3', 9, '-3.20', 'CORNER COFFEE');
    booked('everyday', 'E-4', 9, '-3.20', 'CORNER COFFEE');
    booked('everyday', 'E-5', 2, '-54.90', 'GREEN GROCERS');
    booked('card', 'C-1', 6, '-120.00', 'NORTH RAIL');
    this.hold('everyday', { hold_id: 'H-1', made_on: ago(1), amount: '1.00', text: 'FUEL STOP' });
    this.hold('card', { hold_id: 'H-2', made_on: ago(1), amount: '40.00', text: 'BISTRO LUMEN' });
  }

  /** Books an entry; minus is money out. Gives its reference. */
  book(
    account: string,
    row: { readonly amount: string; readonly ref?: string; booked_on?: CalendarDate; readonly text?: string },
  ): string {
    const { ref = `E-${this.#made++}`, booked_on = this.today(), text = 'CORNER SHOP' } = row;
    this.#home.set(ref, account);
    this.entries.push({ ref, booked_on, text, currency: this.#currencyOf(account), ...sided(row.amount) });
    return ref;
  }

  /** Holds an amount that is to be paid. */
  hold(
    account: string,
    row: {
      readonly amount: string;
      readonly hold_id?: string;
      made_on?: CalendarDate;
      readonly text?: string;
    },
  ): string {
    const { hold_id = `H-${this.#made++}`, made_on = this.today(), text = 'CORNER SHOP', amount } = row;
    this.#home.set(hold_id, account);
    this.holds.push({ hold_id, made_on, amount, text, currency: this.#currencyOf(account) });
    return hold_id;
  }

  /** Books a hold, under a reference of its own. */
  settle(holdId: string, amount?: string): string {
    const hold = this.holds.find(({ hold_id }) => hold_id === holdId);
    if (!hold) throw new Error(`There is no hold ${holdId}.`);
    this.release(holdId);
    return this.book(this.homeOf(holdId), { amount: amount ?? `-${hold.amount}`, text: hold.text });
  }

  /** Lets a hold go. */
  release(holdId: string): void {
    this.holds = this.holds.filter(({ hold_id }) => hold_id !== holdId);
  }

  /** Takes an entry back, and gives it for `entries` to bring it back. */
  takeBack(ref: string): PebbleEntry | undefined {
    const entry = this.entries.find((one) => one.ref === ref);
    this.entries = this.entries.filter((one) => one !== entry);
    return entry;
  }

  amend(ref: string, amount: string): void {
    this.entries = this.entries.map((one) => (one.ref === ref ? { ...one, ...sided(amount) } : one));
  }

  /** The account of an entry or a hold. */
  homeOf(id: string): string {
    return this.#home.get(id) ?? '';
  }

  entriesOf = (account: string) => this.entries.filter(({ ref }) => this.homeOf(ref) === account);
  holdsOf = (account: string) => this.holds.filter(({ hold_id }) => this.homeOf(hold_id) === account);

  /**
   * Lets a few days of business happen: the fuel hold vanishes, the bistro adds a tip, an entry is taken back, and one
   * turns up late, dated days ago.
   */
  liveOn(): void {
    this.release('H-1');
    this.release('H-2');
    this.hold('card', { hold_id: 'H-3', amount: '9.99', text: 'STREAMFLIX' });
    this.book('card', { ref: 'C-2', amount: '-46.00', text: 'BISTRO LUMEN' });
    this.takeBack('E-5');
    const booked_on = addDays(this.today(), -4);
    this.book('everyday', { ref: 'E-6', booked_on, amount: '15.00', text: 'REFUND BOOKSHOP' });
  }

  /** Lets the access tokens end, as they do every hour. */
  expireTokens(): void {
    this.accessTokens.clear();
  }

  /** The person agrees: a code for the exchange. */
  agree(challenge: string): string {
    const code = randomUUID();
    this.codes.set(code, challenge);
    return code;
  }

  #currencyOf(account: string): string {
    return this.accounts.find(({ id }) => id === account)?.currency ?? 'GBP';
  }
}

/** Amounts have no sign here. */
function sided(amount: string): Pick<PebbleEntry, 'amount' | 'side'> {
  return amount.startsWith('-') ? { amount: amount.slice(1), side: 'debit' } : { amount, side: 'credit' };
}

const ACCOUNTS: readonly PebbleAccount[] = [
  {
    id: 'everyday',
    nickname: 'Everyday',
    kind: 'CURRENT',
    currency: 'GBP',
    number_ends: '4417',
    balance: '1308.70',
    spendable: '1307.70',
  },
  {
    id: 'card',
    nickname: 'Pebble Card',
    kind: 'CARD',
    currency: 'GBP',
    number_ends: '9021',
    balance: '-120.00',
    spendable: '840.00',
    credit_line: '1000.00',
  },
];
