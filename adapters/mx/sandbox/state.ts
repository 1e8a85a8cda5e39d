import type { World, WorldAccount, WorldMerchant, WorldRow } from 'bankweave/sandbox';
import type { Fields } from './ask.ts';
import type { Bank } from './bank.ts';
import type { FaultBook } from './faults.ts';
import type { LoginOutcome } from './login-outcome.ts';
import type { Outbox } from './outbox.ts';
import type { Settings } from './settings.ts';

/** A user as MX keeps it. */
export interface User {
  readonly guid: string;
  readonly createdAt: number;
  id: string | null;
  email: string | null;
  metadata: string | null;
  isDisabled: boolean;
  /** Deleted ones too, until they are purged: they haunt the user's own lists. */
  readonly members: Member[];
  readonly categories: UserCategory[];
  paysForHoldings: boolean;
}

export interface UserCategory {
  readonly guid: string;
  readonly parent: string;
  name: string;
  metadata: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** What sort of work a job does. */
export type JobKind = 'aggregate' | 'balance' | 'history' | 'identify' | 'verify' | 'statements';

/** A job that is running. */
export interface Job {
  readonly guid: string;
  readonly kind: JobKind;
  readonly startedAt: number;
  /** How long it takes without challenges. */
  lengthMs: number;
  readonly background: boolean;
  readonly withTransactions: boolean;
  readonly withIdentity: boolean;
  phase: 'authenticating' | 'challenged' | 'collecting' | 'half_written' | 'finishing';
  /** When the phase began. */
  since: number;
  /** What was read of the bank. */
  read: Import | null;
  /** How the next try to sign in ends; `null` leaves it to the password. */
  outcome: LoginOutcome | null;
  /** Rounds of questions from the open one on. */
  rounds: readonly string[];
  readonly callback: string | null;
}

/** One read of a bank: when it was made, and the moment whose data it found. */
export interface Import {
  readonly at: number;
  readonly dataAt: number;
  /** Accounts that could not be read. */
  readonly missed: readonly string[];
  /** Whether the bank gave its newest days only. */
  readonly young: boolean;
}

/** A transaction as a member shows it. */
export interface Shown {
  readonly guid: string;
  readonly row: WorldRow;
  readonly account: WorldAccount;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One opening of the widget or of a bank's OAuth page. */
export interface Ticket {
  readonly token: string;
  /** Names what goes on in the page; whoever has only the address does not know it. */
  readonly session: string;
  readonly user: User;
  /** What the app asked for with it. */
  readonly config: Fields;
  /** For OAuth, whom it is for; for the widget, the member it repairs or has made. */
  member: Member | null;
  readonly kind: 'widget' | 'oauth';
  readonly madeAt: number;
  /** When its page was opened, which works once. */
  openedAt: number | null;
  /** Whether the person is done or has left. */
  over: boolean;
}

/** A question that waits for the person. */
export interface Challenge {
  readonly guid: string;
  readonly kind: string;
  readonly label: string;
  readonly options: readonly { readonly guid: string; readonly label: string; readonly value: string }[];
}

/** A connection of a user to a bank. */
export interface Member {
  readonly guid: string;
  readonly user: User;
  readonly bank: Bank;
  readonly createdAt: number;
  readonly isOauth: boolean;
  id: string | null;
  metadata: string | null;
  /** `null` for a member of OAuth whose person has not come back yet. */
  username: string | null;
  password: string;
  useCases: readonly string[];
  /** A name, or one that nobody has heard of. */
  status: string;
  authenticated: boolean;
  backgroundDisabled: boolean;
  denials: number;
  aggregatedAt: number | null;
  succeededAt: number | null;
  processed: { accounts: boolean; transactions: boolean; numbers: boolean };
  job: Job | null;
  lastJob: string | null;
  challenges: readonly Challenge[];
  /** Reads of the bank whose transactions, or whose accounts, are written. */
  readonly imports: Import[];
  readonly accountImports: Import[];
  /** When two years of history were fetched. */
  extendedAt: number | null;
  identifiedAt: number | null;
  statementsAt: number | null;
  /** A state that follows a fault of the world. */
  faulted: { readonly lasting: boolean } | null;
  settledTo: number;
  /** What the object notices have told: transactions by guid, with their last change. */
  told: ReadonlyMap<string, number>;
  deletedAt: number | null;
  /** What the lists were last made from. */
  shown: { readonly key: string; readonly rows: readonly Shown[] } | null;
}

/** Everything that the wire keeps. */
export interface Mx {
  readonly world: World;
  readonly settings: Settings;
  readonly banks: readonly Bank[];
  readonly users: Map<string, User>;
  /** Openings of the widget and of the OAuth page, by the secret in their address. */
  readonly tickets: Map<string, Ticket>;
  /** Shops that were shown in a row. */
  readonly merchants: Map<string, WorldMerchant>;
  readonly faults: FaultBook;
  readonly outbox: Outbox;
  /** The start of the last jobs by user and login, which outlives the member. */
  readonly lastStarts: Map<string, number>;
  /** Makes guids differ. */
  count(): number;
}

/** A member's login at its bank, as the world names it; `null` before a person is known. */
export function loginIdOf({ bank, username }: Member): string | null {
  return username === null ? null : bank.loginId(username);
}
