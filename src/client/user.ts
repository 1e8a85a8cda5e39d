import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { ErasureReceipt } from '../privacy/erasure.ts';
import type { ExportLine } from '../privacy/export/line.ts';
import { readChanges, type ChangePage, type ChangesQuery } from './changes.ts';
import { type UserAccounts, userAccounts } from './accounts.ts';
import { type UserAudit, userAudit } from './audit.ts';
import { type UserBalances, userBalances } from './balances.ts';
import { type UserChallenges, userChallenges } from './challenges.ts';
import { type UserConnections, userConnections } from './connections.ts';
import { type UserConsents, userConsents } from './consents.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import { exportOf } from './export.ts';
import { type UserInstitutions, userInstitutions } from './institutions.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type UserLinks, userLinks } from './links.ts';
import { type UserQuarantine, userQuarantine } from './quarantine.ts';
import { type UserScheduledPayments, userScheduledPayments } from './scheduled-payments.ts';
import { type UserSuggestions, userSuggestions } from './suggestions.ts';
import { type UserTransactions, userTransactions } from './transactions.ts';
import { type UserTransfers, userTransfers } from './transfers.ts';

/**
 * Everything of one user of the app. Whatever belongs to somebody else is "not found" here, on every call.
 *
 * @example
 * ```ts
 * const ada = bank.user('ada')
 * for await (const account of ada.accounts.list()) console.log(account.name)
 * ```
 */
export interface User<Adapters extends readonly AnyAdapter[] = readonly AnyAdapter[]> {
  /** The app's own id of the person. */
  readonly id: string;
  readonly links: UserLinks<Adapters>;
  readonly connections: UserConnections;
  readonly challenges: UserChallenges;
  readonly consents: UserConsents;
  readonly accounts: UserAccounts;
  readonly transactions: UserTransactions;
  readonly balances: UserBalances;
  readonly institutions: UserInstitutions<Adapters>;
  readonly scheduledPayments: UserScheduledPayments;
  readonly suggestions: UserSuggestions;
  readonly transfers: UserTransfers;
  readonly quarantine: UserQuarantine;
  /** The user's part of the change feed: everything after a cursor, in order, each entry once. */
  changes(query?: ChangesQuery): Promise<ChangePage>;
  readonly audit: UserAudit;
  /**
   * Everything the store holds of this person, line by line, in flat memory; never credentials. Each line is a JSON
   * object; the last one says what was written.
   *
   * @throws ConflictError while the person is being erased
   * @example
   * ```ts
   * for await (const line of ada.export()) file.write(`${JSON.stringify(line)}\n`)
   * ```
   */
  export(options?: CallOptions): AsyncIterable<ExportLine>;
  /**
   * Erases the person: every row, record and key, and their connections at the providers. Running syncs change nothing
   * more. Cut off anywhere it is taken to its end by `runDue`, or by calling it again; erasing somebody unknown is a
   * success. A provider that is down never holds it up. Afterwards the same id is a new person.
   *
   * @throws the store's errors, and the vault's where its keys are out of reach
   * @example
   * ```ts
   * const { counts, connections } = await bank.user('ada').erase()
   * ```
   */
  erase(options?: CallOptions): Promise<ErasureReceipt>;
}

/** The handle of one user. */
export function userHandle<Adapters extends readonly AnyAdapter[]>(
  kernel: Kernel,
  userId: string,
): User<Adapters> {
  const id = textOf(userId, 'userId', { max: 256 });
  return {
    id,
    links: userLinks<Adapters>(kernel, id),
    connections: userConnections(kernel, id),
    challenges: userChallenges(kernel, id),
    consents: userConsents(kernel, id),
    accounts: userAccounts(kernel, id),
    transactions: userTransactions(kernel, id),
    balances: userBalances(kernel, id),
    institutions: userInstitutions<Adapters>(kernel, id),
    scheduledPayments: userScheduledPayments(kernel, id),
    suggestions: userSuggestions(kernel, id),
    transfers: userTransfers(kernel, id),
    quarantine: userQuarantine(kernel, id),
    changes: (query) => readChanges(kernel, { userId: id }, query),
    audit: userAudit(kernel, id),
    export: (options) => exportOf(kernel, id, options),
    async erase(options) {
      return kernel.call(onlySignal(options), async (ports, signal) => {
        const { eraseUser } = await engine();
        return eraseUser(ports, id, { actor: 'user', signal });
      });
    },
  };
}
