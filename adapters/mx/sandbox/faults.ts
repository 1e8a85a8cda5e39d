/** One call of a route that goes wrong. */
export interface MxFault {
  /**
   * `status` an answer with `status`; `html` the same as a page of a gateway; `timeout` no answer; `reset` the connection
   * ends in the middle of the body; `truncated` half a JSON with 200; `slow` the body comes drop by drop;
   * `no_content` 204 where a list is due; and for lists: `wrong_total` more pages than there are, `repeated_row` the last row of a
   * page again on the next one, `row_inserted` and `row_removed` the list shifts after page 1.
   */
  readonly kind:
    | 'status'
    | 'html'
    | 'timeout'
    | 'reset'
    | 'truncated'
    | 'slow'
    | 'no_content'
    | 'wrong_total'
    | 'repeated_row'
    | 'row_inserted'
    | 'row_removed';
  /** For `status` and `html`. Default: 500. */
  readonly status?: number;
  /** For `status` and `html`: the `Retry-After` header. Default: none. */
  readonly retryAfter?: string;
  /** For `slow`: between two pieces of the body. Default: 20 ms of the world's clock. */
  readonly everyMs?: number;
  /** Whether the call takes effect although its answer is lost. Default: false for `status`, `html` and `timeout`, otherwise true. */
  readonly lands?: boolean;
  /** Which of the next calls is the first one spoilt. Default: 1. */
  readonly nth?: number;
  /** How many calls it spoils. Default: 1. */
  readonly times?: number;
}

interface Armed {
  readonly route: string;
  readonly fault: MxFault;
  skip: number;
  left: number;
}

/** The faults that tests have armed on routes. */
export class FaultBook {
  #armed: Armed[] = [];

  arm(route: string, fault: MxFault): void {
    this.#armed.push({ route, fault, skip: (fault.nth ?? 1) - 1, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault for a call of a route; every armed fault of the route counts the call. */
  take(route: string): MxFault | undefined {
    let found: MxFault | undefined;
    for (const armed of this.#armed) {
      if (armed.route !== '*' && armed.route !== route) continue;
      if (armed.skip > 0) armed.skip -= 1;
      else if (!found && armed.left > 0) {
        armed.left -= 1;
        found = armed.fault;
      }
    }
    return found;
  }
}
