/**
 * What the caller can do about an error. Retry policy and user interface read only this and `retryAfterMs`.
 *
 * - `fix_code`: the call or an adapter is wrong; retrying cannot help.
 * - `fix_keys`: the provider refused the application's own keys.
 * - `ask_user`: the person has to act (sign in again, renew consent).
 * - `wait`: a limit or an outage; try again after `retryAfterMs`.
 * - `retry`: a passing fault; try again soon.
 * - `restart`: a position (cursor, checkpoint) is no longer good; begin again from the start.
 * - `report`: something answered in a way nobody expected; look, and tell its maker.
 */
export type Remedy = 'fix_code' | 'fix_keys' | 'ask_user' | 'wait' | 'retry' | 'restart' | 'report';

/** How much an error says is broken: one request, one account, a connection, a whole institution or provider. */
export type ErrorScope = 'request' | 'account' | 'connection' | 'institution' | 'provider';

/** Facts an error may carry. An allow-list: never a body, a header, a token or an account number. */
export interface ErrorFacts {
  /** The adapter's id, such as `plaid`. */
  provider?: string | undefined;
  connectionId?: string | undefined;
  accountId?: string | undefined;
  /** The provider's own id of the failed request, for its support desk. */
  requestId?: string | undefined;
  /** The provider's own error code, such as `ITEM_LOGIN_REQUIRED`. */
  providerCode?: string | undefined;
  /** HTTP status, where there was an answer. */
  status?: number | undefined;
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number | undefined;
  scope?: ErrorScope | undefined;
  /** The option, argument or field at fault, as a path such as `amount.value`. */
  field?: string | undefined;
  /** What would have been right, in words. */
  expected?: string | undefined;
  /** Only an error of this library is kept as a cause; a foreign one could carry secrets and is dropped. */
  cause?: unknown;
}

const MARK = '~bankweave.error';
// What an error carries beside its message, whatever an adapter in plain JavaScript hands over.
const TEXTS = [
  'provider',
  'connectionId',
  'accountId',
  'requestId',
  'providerCode',
  'field',
  'expected',
] as const;
const NUMBERS = ['status', 'retryAfterMs'] as const;

/**
 * The base of every error this library throws. Catch it with {@link isBankweaveError} and switch on `code`.
 *
 * Holds nothing that would be unsafe in a log: `message`, `stack`, `JSON.stringify` and `util.inspect` show only
 * the facts listed here.
 */
export abstract class BankweaveError extends Error {
  abstract readonly code: string;
  abstract readonly remedy: Remedy;
  readonly scope: ErrorScope;
  readonly provider?: string;
  readonly connectionId?: string;
  readonly accountId?: string;
  readonly requestId?: string;
  readonly providerCode?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly field?: string;
  readonly expected?: string;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message);
    this.name = new.target.name;
    const { cause, scope } = facts;
    this.scope = scope ?? 'request';
    for (const key of TEXTS) if (typeof facts[key] === 'string') Object.assign(this, { [key]: facts[key] });
    for (const key of NUMBERS) if (Number.isFinite(facts[key])) Object.assign(this, { [key]: facts[key] });
    // Not enumerable, as in Error itself; and branded by name, so that two installed copies know each other.
    if (isMarked(cause)) Object.defineProperty(this, 'cause', { value: cause, enumerable: false });
    Object.defineProperty(this, MARK, { value: true, enumerable: false });
  }

  /** The page of this package that explains the error. */
  get docs(): string {
    return `bankweave/docs/errors.md#${this.code}`;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.remedy === 'wait' || this.remedy === 'retry';
  }

  toJSON(): Record<string, unknown> {
    const { name, message, code, remedy, docs } = this;
    return { name, code, message, remedy, ...(this as object), docs };
  }
}

/** Whether a value is an error of this library, also when another copy of the library made it. */
export function isMarked(value: unknown): value is BankweaveError {
  return typeof value === 'object' && value !== null && MARK in value;
}
