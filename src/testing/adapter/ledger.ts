import type { AnyAdapter } from '../../adapter-kit/contract.ts';
import type { Batch } from '../../adapter-kit/rows.ts';
import { type Bankweave, createBankweave } from '../../client/bankweave.ts';
import type { User } from '../../client/user.ts';
import type { Transaction } from '../../model/transaction.ts';
import { memoryStore } from '../../store/memory/memory-store.ts';
import type { Store } from '../../store/contract.ts';
import type { Run } from '../../store/runs.ts';
import { broken } from '../expect.ts';
import type { Clock } from '../../internal/clock.ts';
import type { Network } from './network.ts';
import { type OpenLink, PRESENT, type ProviderWorld } from './provider-world.ts';

/** How often an update that has to be seen more than once is looked at again. */
const LOOKS = 8;
const PATIENCE = 40;

/** What a ledger works with; a rig is one. */
interface Scene {
  readonly adapter: AnyAdapter;
  readonly world: ProviderWorld;
  readonly clock: Clock;
  readonly network: Network;
  finish(link: OpenLink): Promise<unknown>;
  wait(): Promise<void>;
}

/** A whole bank over one linked login, as an app would hold it. */
export class Ledger {
  readonly store: Store = memoryStore();
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly #scene: Scene;
  readonly #userId: string;
  connectionId = '';
  /** Called before each batch of a pull; what it throws ends the pull there. */
  onBatch: () => void = () => {};

  constructor(scene: Scene, userId: string) {
    this.#userId = userId;
    this.#scene = scene;
    this.bank = createBankweave({
      adapters: [this.#watching(scene.adapter)],
      store: this.store,
      clock: scene.clock,
      transport: scene.network.transport,
    });
  }

  get user(): User {
    return this.bank.user(this.#userId) as User;
  }

  async link(): Promise<void> {
    const { adapter, world } = this.#scene;
    const links = this.user.links as unknown as {
      start(provider: string, input: unknown): Promise<OpenLink & { readonly id: string }>;
      complete(provider: string, id: string, params: unknown): Promise<{ readonly id: string }>;
    };
    const link = await links.start(adapter.id, world.linkInput);
    const state = stateIn(link.url);
    const params = await this.#scene.finish({ ...link, mode: 'connect', state });
    this.connectionId = (await links.complete(adapter.id, link.id, params)).id;
  }

  /** One sync, and more of them where the provider is not ready yet. */
  async sync(): Promise<Run> {
    for (let patience = PATIENCE; ; patience--) {
      const run = await this.bank.sync(this.connectionId, { attended: PRESENT });
      if (run.status !== 'not_ready' || patience === 0) return run;
      await this.#scene.wait();
    }
  }

  /** One sync that may fail. */
  async trySync(): Promise<void> {
    await this.bank.sync(this.connectionId, { attended: PRESENT }).catch(() => undefined);
  }

  /** Syncs day by day until something holds: some facts are believed only when they were seen more than once. */
  async until(
    holds: (rows: readonly Transaction[]) => boolean,
    what: string,
  ): Promise<readonly Transaction[]> {
    for (let look = 0; ; look++) {
      const run = await this.sync();
      const rows = await this.rows();
      if (run.status === 'complete' && holds(rows)) return rows;
      if (look === LOOKS) broken(`after ${LOOKS} more syncs it is still not so: ${what}`);
      if (this.#scene.world.pass) await this.#scene.world.pass({ days: 1 });
      else await this.#scene.wait();
    }
  }

  /** What readers see: pending and posted rows. */
  async rows(): Promise<readonly Transaction[]> {
    const rows: Transaction[] = [];
    for await (const row of this.user.transactions.list()) rows.push(row);
    return rows;
  }

  async close(): Promise<void> {
    await this.bank.close();
  }

  /** The adapter, with somebody who watches what it yields. */
  #watching(adapter: AnyAdapter): AnyAdapter {
    const { feed } = adapter;
    const confirm = feed.confirm?.bind(feed);
    return {
      ...adapter,
      feed: {
        scope: feed.scope,
        pull: (input, call) => this.#watched(feed.pull(input, call)),
        ...(confirm && { confirm }),
      },
    };
  }

  async *#watched(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    for await (const batch of batches) {
      this.onBatch();
      yield batch;
    }
  }
}

/** The state that the engine put into an address, for worlds that play the page. */
function stateIn(url: string | undefined): string {
  return url === undefined ? '' : (URL.parse(url)?.searchParams.get('state') ?? '');
}
