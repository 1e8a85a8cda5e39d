import type { Fields } from './ask.ts';
import { deliverToLoopback } from './deliver.ts';
import type { MxWebhookOptions } from './options.ts';

/** A notice that was sent or is to be sent. */
export interface MxNotice {
  readonly body: Fields;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Statuses of the answers so far; 0 where none came. */
  readonly answers: readonly number[];
  readonly state: 'waiting' | 'received' | 'given_up' | 'lost';
}

interface Waiting extends MxNotice {
  answers: number[];
  state: MxNotice['state'];
  due: number;
  readonly callback: string | null;
}

// Twelve more tries in about a day, further and further apart.
const gapMinutes = [1, 2, 5, 10, 20, 40, 60, 120, 180, 240, 300, 360];

/** The webhooks of MX: unsigned, sent again until they are received, in no promised order. */
export class Outbox {
  readonly #options: MxWebhookOptions | undefined;
  readonly #notices: Waiting[] = [];
  #sending: Promise<number> = Promise.resolve(0);

  constructor(options: MxWebhookOptions | undefined) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#options !== undefined;
  }

  get isNested(): boolean {
    return this.#options?.envelope === 'nested';
  }

  get notices(): readonly MxNotice[] {
    return this.#notices.map(({ body, at, answers, state }) => ({ body, at, answers: [...answers], state }));
  }

  put(at: number, body: Fields, callback: string | null = null): void {
    if (!this.#options) return;
    const place = this.#notices.length + 1;
    const lost = this.#options.loseEvery !== undefined && place % this.#options.loseEvery === 0;
    this.#notices.push({ body, at, answers: [], state: lost ? 'lost' : 'waiting', due: at, callback });
  }

  /** A notice about an object, nested under its name. */
  putNested(at: number, resource: string, action: 'created' | 'updated' | 'deleted', body: Fields): void {
    if (this.isNested) this.put(at, { action, [resource]: { ...body, revision: 1 } });
  }

  /** Sends what is due, after what is being sent already. Returns how many requests were made. */
  flush(now: number): Promise<number> {
    const options = this.#options;
    if (!options) return Promise.resolve(0);
    this.#sending = this.#sending.then(() => this.#sendDue(options, now));
    return this.#sending;
  }

  async #sendDue(options: MxWebhookOptions, now: number): Promise<number> {
    const due = this.#notices.filter((notice) => notice.state === 'waiting' && notice.due <= now);
    if (options.reordered) due.reverse();
    let made = 0;
    for (const notice of due) {
      for (let copy = 0; copy < (options.copies ?? 1); copy++, made++) await this.#send(options, notice, now);
    }
    return made;
  }

  async #send(options: MxWebhookOptions, notice: Waiting, now: number): Promise<void> {
    const status = await answerOf(options, notice);
    notice.answers.push(status);
    if (status >= 200 && status < 300) notice.state = 'received';
    else if (notice.state !== 'received') {
      const gap = gapMinutes[notice.answers.length - 1];
      if (gap === undefined) notice.state = 'given_up';
      else notice.due = now + gap * 60_000;
    }
  }
}

async function answerOf(
  { url, basic, deliver = deliverToLoopback }: MxWebhookOptions,
  { body, callback }: Waiting,
): Promise<number> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (basic) {
    const pair = Buffer.from(`${basic.username}:${basic.password}`).toString('base64');
    headers.set('authorization', `Basic ${pair}`);
  }
  if (callback !== null) headers.set('x-callback-payload', callback);
  try {
    const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await deliver(request)).status;
  } catch {
    return 0;
  }
}
