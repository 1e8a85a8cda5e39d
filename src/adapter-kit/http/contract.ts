/** One request of an adapter. */
export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An absolute address, or a path below the client's `baseUrl`. Never put a secret in it. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** The budget (see `Traits.budgets`) this request is debited from before it leaves, and the account it counts for. */
  readonly budget?: { readonly name: string; readonly account?: string };
  /** Whether the request may be sent again after a passing fault. Default: true; say `false` for one-time exchanges. */
  readonly idempotent?: boolean;
  /** Overall limit for one attempt in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Limit of the decoded body in bytes. Default: 10,000,000. */
  readonly maxBytes?: number;
}

/** An answer whose body was read whole and, where it is JSON, parsed. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON, or `undefined` for an empty body. */
  readonly body: unknown;
}

/** The hardened client that every request of every adapter goes through. */
export interface Http {
  /**
   * Sends one request and answers with its parsed JSON, whatever its status below 500 that the adapter's `toError`
   * did not claim.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
}
