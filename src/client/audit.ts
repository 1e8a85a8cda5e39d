import { AUDIT_ACTIONS, type AuditAction, type AuditLine } from '../audit/entry.ts';
import { linePosition, readLines } from '../audit/read.ts';
import { type AuditReport, verifyLines } from '../audit/verify.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import { EVERY_USER } from '../store/scope.ts';
import { type CallOptions, dateOf, fieldsOf, oneOf, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

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
        reading(given, (filter, page) => readLines(store.records, { userId }, filter, page)),
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
          return reading(given, (filter, page) => readLines(store.records, scope, filter, page));
        },
      ),
    async verify(options) {
      const given = fieldsOf<AuditVerification>(options, ['userId', 'signal'], 'options');
      const userId =
        given.userId === undefined ? undefined : textOf(given.userId, 'options.userId', { max: 256 });
      return kernel.call(signalOf(given.signal), ({ store, audit }, signal) =>
        verifyLines(store.records, audit.key, { signal, ...(userId !== undefined && { userId }) }),
      );
    },
  };
}

type Read = (
  filter: Parameters<typeof readLines>[2],
  page: Parameters<typeof readLines>[3],
) => Promise<readonly AuditLine[]>;

function reading({ connectionId, action, from, to }: Partial<UserAuditQuery>, read: Read) {
  const filter = {
    ...(connectionId !== undefined && { connectionId: textOf(connectionId, 'query.connectionId') }),
    ...(action !== undefined && { action: oneOf(action, 'query.action', AUDIT_ACTIONS) }),
    ...(from !== undefined && { from: dateOf(from, 'query.from') }),
    ...(to !== undefined && { to: dateOf(to, 'query.to') }),
  };
  return {
    name: 'audit',
    positionOf: linePosition,
    read: (page: Parameters<typeof readLines>[3]) => read(filter, page),
  };
}
