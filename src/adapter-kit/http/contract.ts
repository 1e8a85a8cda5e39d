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
  readonly budget?: RequestBudget;
  /** Whether the request may be sent again after a passing fault. Default: true; say `false` for one-time exchanges. */
  readonly idempotent?: boolean;
  /**
   * Overall limit for one attempt in milliseconds. Default: 30,000. One above it also lets the answer begin as late as
   * that, where it would otherwise have to within 10,000.
   */
  readonly timeoutMs?: number;
  /** Limit of the decoded body in bytes. Default: 10,000,000. */
  readonly maxBytes?: number;
}

/** Which budget a request counts against, and for which account where every account has its own. */
export interface RequestBudget {
  readonly name: string;
  readonly account?: string;
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
   * did not claim. Look at `status`, or read the body with `readBody`, which does.
   *
   * Without a claim, 401 is an `UnauthorizedError` (the engine refreshes once), 403 a `ProviderAuthenticationError`,
   * 429 a `RateLimitError`, 408, 425 and 5xx a `ProviderUnavailableError`, and a redirect a `ProviderResponseError`.
   *
   * @throws a typed error for those, for a fault on the way, and for a body that is no JSON object or array, too big
   * or too deep; `signal.reason` untouched when aborted.
   */
  request(request: HttpRequest): Promise<HttpResponse>;

  /**
   * An axios instance whose every request runs through this same client, for a vendor's SDK that takes one. Typed by
   * its shape only: cast it to the vendor's parameter. Any status of 400 and above throws; `config.bankweave` of a
   * call overrides the settings given here.
   *
   * @example
   * ```ts
   * const api = new PlaidApi(configuration, undefined, (await call.http.axios()) as never)
   * await api.transactionsSync(request, { bankweave: { budget: { name: 'transactions' } } })
   * ```
   */
  axios(settings?: AxiosSettings): Promise<AxiosLike>;
}

/** What a request through an axios view cannot say in axios's own words. */
export type AxiosSettings = Pick<HttpRequest, 'budget' | 'idempotent' | 'timeoutMs' | 'maxBytes'>;

/** As much of an axios instance as vendors' SDKs use. */
export interface AxiosLike {
  (config: object): Promise<AxiosLikeResponse>;
  (url: string, config?: object): Promise<AxiosLikeResponse>;
  readonly defaults: object;
  readonly interceptors: object;
  getUri(config?: object): string;
  request(config: object): Promise<AxiosLikeResponse>;
  get(url: string, config?: object): Promise<AxiosLikeResponse>;
  delete(url: string, config?: object): Promise<AxiosLikeResponse>;
  post(url: string, data?: unknown, config?: object): Promise<AxiosLikeResponse>;
  put(url: string, data?: unknown, config?: object): Promise<AxiosLikeResponse>;
  patch(url: string, data?: unknown, config?: object): Promise<AxiosLikeResponse>;
}

/** An axios response. `config` and `request` are empty shells: they would hold secrets. */
export interface AxiosLikeResponse {
  /** The parsed JSON, or an empty string for an empty body. */
  readonly data: unknown;
  readonly status: number;
  readonly headers: object;
}
