import { AUDIT_ACTIONS, type AuditAction, type AuditLine } from '../audit/entry.ts';
import type { AuditFilter } from '../audit/read.ts';
import type { AuditReport } from '../audit/verify.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Records } from '../store/records.ts';
import { EVERY_USER, type Scope } from '../store/scope.ts';
import { type CallOptions, dateOf, fieldsOf, oneOf, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery, type Reading } from './listing.ts';

/** What lines of a user's audit log are wanted. All conditions must hold. */
export interface UserAuditQuery extends PageQuery {
  readonly connectionId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** Inclusive days in UTC. */
  readonly from?: CalendarDate | undefined;
  readonly to?: CalendarDate | undefined;
}

/** What lines of the whole audit log are wanted. */
export interface AuditQuery extends UserAuditQuery {
  readonly userId?: string | undefined;
}

/** Whose lines are to be verified. */
export interface AuditVerification extends CallOptions {
  /** Default: everybody's. */
  readonly userId?: string | undefined;
}

/** What was done with a user's connections and data, and by whom. */
export interface UserAudit {
  /** Each line in order. Lines are there before what they tell of happened; nothing in them says who the person is. */
  list(query?: UserAuditQuery): Listing<AuditLine>;
}

/** The audit log of all users, and of what belongs to none. */
export interface BankAudit {
  /** By user, each user's lines in order. */
  list(query?: AuditQuery): Listing<AuditLine>;
  /**
   * Looks at every line: what was deleted, edited or put elsewhere since it was written is found. Keep the `head` of a
   * user elsewhere, and even a whole log rewritten by somebody with the store's own key cannot pass for the old one.
   *
   * @example
   * ```ts
   * const { ok, faults } = await bank.audit.verify()
   * ```
   */
  verify(options?: AuditVerification): Promise<AuditReport>;
}

const FILTERS = ['connectionId', 'action', 'from', 'to'] as const;

export function userAudit(kernel: Kernel, userId: string): UserAudit {
  return {
    list: (query) =>
      listing<AuditLine, UserAuditQuery>(kernel, query, FILTERS, (given, { store }) =>
        reading(store.records, { userId }, given),
      ),
  };
}

export function bankAudit(kernel: Kernel): BankAudit {
  return {
    list: (query) =>
      listing<AuditLine, AuditQuery>(
        kernel,
        query,
        ['userId', ...FILTERS],
        ({ userId, ...given }, { store }) => {
          const scope =
            userId === undefined ? EVERY_USER : { userId: textOf(userId, 'query.userId', { max: 256 }) };
          return reading(store.records, scope, given);
        },
      ),
    async verify(options) {
      const given = fieldsOf<AuditVerification>(options, ['userId', 'signal'], 'options');
      const userId =
        given.userId === undefined ? undefined : textOf(given.userId, 'options.userId', { max: 256 });
      return kernel.call(signalOf(given.signal), async ({ store, audit }, signal) => {
        const { verifyLines } = await engine();
        return verifyLines(store.records, audit.key, { signal, ...(userId !== undefined && { userId }) });
      });
    },
  };
}

async function reading(
  records: Records,
  scope: Scope,
  { connectionId, action, from, to }: Partial<UserAuditQuery>,
): Promise<Reading<AuditLine>> {
  const filter: AuditFilter = {
    ...(connectionId !== undefined && { connectionId: textOf(connectionId, 'query.connectionId') }),
    ...(action !== undefined && { action: oneOf(action, 'query.action', AUDIT_ACTIONS) }),
    ...(from !== undefined && { from: dateOf(from, 'query.from') }),
    ...(to !== undefined && { to: dateOf(to, 'query.to') }),
  };
  const { linePosition, readLines } = await engine();
  return {
    name: 'audit',
    positionOf: linePosition,
    read: (page) => readLines(records, scope, filter, page),
  };
}
