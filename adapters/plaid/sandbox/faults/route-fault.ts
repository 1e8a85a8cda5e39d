/**
 * What a route answers instead of what it should:
 * an error of Plaid's by its code; an answer that is no proper one; or the proper answer with something changed.
 */
export type RouteFault = ErrorFault | AnswerFault | RedirectFault | TwistFault;

/** An error of Plaid's. */
export interface ErrorFault {
  /** `error_code`, also one that nobody knows. */
  readonly error: string;
  /** Default: the documented type. */
  readonly type?: string;
  /** HTTP status. Default: the documented one, mostly 400; 429 for every `..._LIMIT`. */
  readonly status?: number;
  /** `error_code_reason`. */
  readonly reason?: string;
  readonly message?: string;
  /** Sent as `Retry-After`. Default: no such header. */
  readonly retryAfterSeconds?: number;
}

/** Answers that are none of the API's. */
const BROKEN_ANSWERS = [
  'bad_gateway',
  'unavailable',
  'truncated',
  'null',
  'reset',
  'hang',
  'stall',
  'drip',
] as const;

/**
 * `bad_gateway` 502 with HTML; `unavailable` 503 with nothing; and after the call was really done: `truncated` 200 with
 * half of the JSON; `null` 200 with `null`; `reset` the connection breaks in the middle; `stall` the middle is the
 * last that is heard; `drip` it comes a few bytes a second. `hang` gives no answer, and the call is not done.
 */
export interface AnswerFault {
  readonly answer: (typeof BROKEN_ANSWERS)[number];
}

/** Sends the caller elsewhere. */
export interface RedirectFault {
  readonly redirect: string;
  /** Default: 307. */
  readonly status?: number;
}

/** The proper answer, changed. */
export interface TwistFault {
  /**
   * `unknown_enums` puts a word that nobody knows wherever Plaid has a list of words; `extra_fields` adds a member to
   * every object; `missing_optional` leaves out what need not be there; a function changes the body as it likes.
   */
  readonly twist:
    | 'unknown_enums'
    | 'extra_fields'
    | 'missing_optional'
    | ((body: Record<string, unknown>) => unknown);
}

/** When a fault strikes. */
export interface FaultTiming {
  /** Which call from now is the first to be struck. Default: 1, the next. */
  readonly nth?: number;
  /** How many calls are struck in a row. Default: 1. `Infinity` until cleared. */
  readonly times?: number;
  /** Only calls with this Item's access token count. Default: all. */
  readonly itemId?: string;
}
