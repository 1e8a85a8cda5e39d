import type { Http } from '../../adapter-kit/http/contract.ts';
import { createHttp } from '../../adapter-kit/http/create-http.ts';
import { createTransport } from '../../adapter-kit/http/create-transport.ts';
import { readBytes } from '../../adapter-kit/http/read-bytes.ts';
import type {
  KeepAliveTransport,
  TransportRequest,
  TransportResponse,
} from '../../adapter-kit/http/transport.ts';
import type { Call } from '../../adapter-kit/call.ts';
import type { AnyAdapter } from '../../adapter-kit/contract.ts';
import { systemRandom } from '../../internal/random.ts';
import type { ProviderWorld } from './provider-world.ts';

const LONGEST_BODY = 50_000_000;

/** A request that left, as the wire saw it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What was answered, once it was. */
  answer?: { readonly status: number; readonly text: string };
}

/** An answer made up by a law. */
export interface MadeUp {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a law does to an answer: makes one up before the request leaves, or changes the one that came. */
export interface Interference {
  readonly before?: (sent: Sent) => Promise<MadeUp> | MadeUp | undefined;
  readonly after?: (sent: Sent, answer: MadeUp) => MadeUp;
}

/** Everything between an adapter and its provider, where laws listen and interfere. */
export class Network {
  readonly sent: Sent[] = [];
  /** The budgets that requests named. */
  readonly budgets: string[] = [];
  /** Requests that have left and were not answered, given up or aborted yet. */
  underWay = 0;
  interference: Interference = {};
  readonly #world: ProviderWorld;
  #direct: KeepAliveTransport | undefined;

  constructor(world: ProviderWorld) {
    this.#world = world;
  }

  /** The client that a call of an adapter is given, with this network under it. */
  httpFor(adapter: AnyAdapter, call: Pick<Call, 'signal' | 'clock' | 'logger'>): Http {
    return createHttp({
      ...adapter.http,
      provider: adapter.id,
      hosts: adapter.traits.hosts,
      // A law that lets a request fail wants to see that failure.
      maxRetries: 0,
      clock: call.clock,
      logger: call.logger,
      random: systemRandom,
      signal: call.signal,
      debit: async ({ name }) => void this.budgets.push(name),
      transport: this.transport,
    });
  }

  close(): void {
    this.#direct?.close();
  }

  /** What puts requests on the wire. */
  readonly transport = async (request: TransportRequest): Promise<TransportResponse> => {
    const sent: Sent = { method: request.method, url: request.url, headers: request.headers };
    this.sent.push(sent);
    this.underWay++;
    try {
      const { before, after } = this.interference;
      const answer = (await this.#unlessAborted(request, before?.(sent))) ?? (await this.#ask(request));
      const given = after ? after(sent, answer) : answer;
      sent.answer = { status: given.status, text: given.body };
      return { status: given.status, headers: given.headers ?? {}, body: Buffer.from(given.body) };
    } finally {
      this.underWay--;
    }
  };

  #unlessAborted<T>({ signal }: TransportRequest, answer: Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason as Error);
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      Promise.resolve(answer)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  async #ask(request: TransportRequest): Promise<MadeUp> {
    const { method, url, headers, body } = request;
    if (!this.#world.handle)
      return readWhole(await (this.#direct ??= createTransport())(request), request.signal);
    const made = new Request(url, { method, headers, ...(body && { body: new Uint8Array(body) }) });
    const response = await this.#unlessAborted(request, this.#world.handle(made));
    const text = await this.#unlessAborted(request, response.text());
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
  }
}

/** An answer of the real network as the text that it holds. */
async function readWhole(answer: TransportResponse, signal: AbortSignal): Promise<MadeUp> {
  const body = Buffer.from(await readBytes(answer, LONGEST_BODY, signal)).toString('utf8');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    // They tell of the body as it came, which is decoded by now.
    if (value === undefined || /^content-(encoding|length)$/i.test(name)) continue;
    headers[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return { status: answer.status, headers, body };
}
