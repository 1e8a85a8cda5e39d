import { textOf } from '../reply.ts';
import { deliverHere, isLoopback } from './deliver.ts';
import type { Forgery, SigningKeys } from './signing-keys.ts';

/** A webhook to be sent. */
export interface Draft {
  readonly url: string;
  readonly type: string;
  readonly code: string;
  /** `null` for webhooks of a Link session. */
  readonly itemId: string | null;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly forge?: Forgery;
}

/** A webhook that left, or that would have. */
export interface SentWebhook {
  readonly number: number;
  readonly at: number;
  readonly url: string;
  readonly type: string;
  readonly code: string;
  readonly itemId: string | null;
  /** As it was signed. */
  readonly body: string;
  /** The `Plaid-Verification` header that it carried. */
  readonly verification: string;
  /** What the receiver answered; `null` where nothing was sent or nobody answered. */
  readonly status: number | null;
}

const HELD = 1000;

/** Signs webhooks and sends them one after the other. */
export class Outbox {
  #sent: SentWebhook[] = [];
  #held: Draft[] | null = null;
  #line: Promise<unknown> = Promise.resolve();
  #count = 0;
  readonly #now: () => number;
  readonly #keys: SigningKeys;
  readonly #deliver: (request: Request) => Promise<Response>;
  readonly #reaches: (url: string) => boolean;

  constructor(now: () => number, keys: SigningKeys, deliver?: (request: Request) => Promise<Response>) {
    this.#now = now;
    this.#keys = keys;
    this.#deliver = deliver ?? deliverHere;
    this.#reaches = deliver ? () => true : isLoopback;
  }

  get sent(): readonly SentWebhook[] {
    return [...this.#sent];
  }

  /** Puts a webhook in the line. The promise is of its own delivery and never fails. */
  post(draft: Draft): Promise<void> {
    if (this.#held) {
      this.#held.push(draft);
      return Promise.resolve();
    }
    const turn = this.#line.then(() => this.#send(draft));
    this.#line = turn;
    return turn;
  }

  /** Sends one of those that left once more, with a fresh signature. */
  again(number: number, forge?: Forgery): Promise<void> {
    const sent = this.#sent.find((each) => each.number === number);
    if (!sent) throw new RangeError(`there is no webhook ${number}`);
    const { url, type, code, itemId, body } = sent;
    const fields = JSON.parse(body) as Record<string, unknown>;
    return this.post({ url, type, code, itemId, fields, ...(forge ? { forge } : {}) });
  }

  hold(): void {
    this.#held ??= [];
  }

  async release(order: 'kept' | 'reversed' = 'kept'): Promise<void> {
    const held = this.#held ?? [];
    this.#held = null;
    for (const draft of order === 'kept' ? held : held.toReversed()) void this.post(draft);
    await this.settled();
  }

  async settled(): Promise<void> {
    for (let line: unknown; line !== this.#line; ) {
      line = this.#line;
      await line;
    }
  }

  async #send({ url, type, code, itemId, fields = {}, forge = {} }: Draft): Promise<void> {
    const about = forge.itemId ?? itemId;
    const body = textOf({
      webhook_type: type,
      webhook_code: code,
      ...(about === null ? {} : { item_id: about }),
      ...fields,
      environment: forge.environment ?? 'sandbox',
    });
    const verification = this.#keys.sign(body, forge);
    const headers = {
      'content-type': 'application/json',
      'plaid-verification': verification,
      'user-agent': 'Plaid Webhooks',
    };
    const carried = forge.tampered ? body.replace('"webhook_code"', '"webhook_Code"') : body;
    let status: number | null = null;
    if (this.#reaches(url)) {
      try {
        const answer = await this.#deliver(new Request(url, { method: 'POST', headers, body: carried }));
        status = answer.status;
      } catch {
        // Nobody there: Plaid would try again later, a test does so by hand.
      }
    }
    this.#count += 1;
    this.#sent.push({
      number: this.#count,
      at: this.#now(),
      url,
      type,
      code,
      itemId,
      body,
      verification,
      status,
    });
    if (this.#sent.length > HELD) this.#sent = this.#sent.slice(-HELD / 2);
  }
}
