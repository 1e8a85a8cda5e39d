/** A call, without its secrets. */
export interface LoggedRequest {
  readonly number: number;
  readonly at: number;
  /** Such as `/transactions/sync`. */
  readonly route: string;
  /** Whose access token it was given. */
  readonly itemId: string | null;
  /** Members of the body; keys and tokens are left out. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What was answered; `null` while, or because, there is no answer. */
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly requestId: string;
}

const HELD = 5000;
const ROUTES_COUNTED = 200;
const SECRET = /^(client_id|secret|.*_token|override_password)$/;

/** What was asked for. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  readonly #counts = new Map<string, number>();
  #count = 0;

  /** Notes a call, and gives the means to note its answer. */
  begin(
    call: Pick<LoggedRequest, 'at' | 'route' | 'itemId' | 'requestId'>,
    body: Readonly<Record<string, unknown>>,
  ): (status: number, errorCode: string | null) => void {
    this.#count += 1;
    const number = this.#count;
    const fields = Object.fromEntries(Object.entries(body).filter(([name]) => !SECRET.test(name)));
    const entry = {
      ...call,
      number,
      fields,
      status: null as number | null,
      errorCode: null as string | null,
    };
    this.#entries.push(entry);
    if (this.#entries.length > HELD) this.#entries = this.#entries.slice(-HELD / 2);
    // Paths come from outside: only so many are counted.
    if (this.#counts.size < ROUTES_COUNTED || this.#counts.has(call.route))
      this.#counts.set(call.route, (this.#counts.get(call.route) ?? 0) + 1);
    return (status, errorCode) => {
      entry.status = status;
      entry.errorCode = errorCode;
    };
  }

  entries(route?: string): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => route === undefined || entry.route === route);
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#entries = [];
    this.#counts.clear();
  }
}
