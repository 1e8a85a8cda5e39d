import {
  type Bankweave,
  type BankweaveOptions,
  type Connection,
  createBankweave,
  type Received,
} from 'bankweave';
import type { WebhooksFacet } from 'bankweave/adapter-kit';
import { EVERY_USER, type Store, type StoredRecord } from 'bankweave/store';
import { onTestFinished } from 'vitest';
import { all, jumpingClock } from '../client/banks.ts';
import type { Script } from '../client/plain-adapter.ts';
import { type AcmeAdapter, type AcmeEvent, acme, HEADER, Signer } from './signed-adapter.ts';

const NAMESPACES = ['notice-windows', 'webhook-dead-letters', 'webhook-bodies', 'link-sessions'];

/** A bank with one connection over a provider that sends webhooks. */
export class Scene {
  readonly signer = new Signer();
  readonly clock = jumpingClock();
  readonly lines: string[] = [];
  readonly store: Store;
  readonly script: Script;
  readonly adapter: AcmeAdapter;
  readonly bank: Bankweave<readonly [AcmeAdapter]>;
  connection!: Connection;

  private constructor(
    store: Store,
    facet: Partial<WebhooksFacet>,
    options: Partial<BankweaveOptions<readonly [AcmeAdapter]>>,
  ) {
    this.store = store;
    ({ adapter: this.adapter, script: this.script } = acme(this.signer, facet));
    const say = (...said: unknown[]): void => void this.lines.push(JSON.stringify(said));
    const logger = { debug: say, info: say, warn: say, error: say };
    this.bank = createBankweave({ adapters: [this.adapter], store, clock: this.clock, logger, ...options });
    onTestFinished(() => this.bank.close());
  }

  /** The connection is synced once, so that it is due for nothing but what is sent. */
  static async open(
    store: Store,
    facet: Partial<WebhooksFacet> = {},
    options: Partial<BankweaveOptions<readonly [AcmeAdapter]>> = {},
  ): Promise<Scene> {
    const scene = new Scene(store, facet, options);
    scene.connection = await scene.link('ada', '1');
    await scene.bank.runDue();
    return scene;
  }

  async link(userId: string, code: string): Promise<Connection> {
    const { links } = this.bank.user(userId);
    return links.complete('acme', (await links.start('acme')).id, { code });
  }

  /** The second it is on the bank's clock. */
  get second(): number {
    return Math.floor(this.clock.now() / 1_000);
  }

  request(body: string, token: string | undefined = this.signer.token(body, this.second)): Request {
    return new Request('https://app.example/webhooks/acme', {
      method: 'POST',
      body,
      headers: { [HEADER]: token, 'content-type': 'application/json' },
    });
  }

  send(events: Partial<AcmeEvent> | readonly Partial<AcmeEvent>[]): Promise<Received> {
    const full = (event: Partial<AcmeEvent>): AcmeEvent => ({ id: 'event-1', login: 'login-1', ...event });
    const body = Array.isArray(events) ? events.map(full) : full(events as AcmeEvent);
    return this.bank.webhooks.receive('acme', this.request(JSON.stringify(body)));
  }

  async runs(): Promise<number> {
    return (await all(this.bank.runs.list())).length;
  }

  wanted(): Promise<number> {
    return this.store.ledger.wanted(this.connection.id);
  }

  /** Everything that a webhook could have left behind. */
  async rows(): Promise<StoredRecord[]> {
    const lists = NAMESPACES.slice(0, 3).map((name) =>
      this.store.records.list(EVERY_USER, name, { limit: 10_000 }),
    );
    return (await Promise.all(lists)).flat();
  }
}

/** The code that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code ?? error,
  );
}
