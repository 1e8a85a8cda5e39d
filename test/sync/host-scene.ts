import { createBankweave } from 'bankweave';
import {
  type AnyAdapter,
  type Batch,
  type ConnectionCall,
  ConnectionRevokedError,
  ProviderUnavailableError,
} from 'bankweave/adapter-kit';
import { EVERY_USER, type Store } from 'bankweave/store';
import { Provider } from '../privacy/provider.ts';
import { sealing } from '../privacy/sealing.ts';
import type { GrantBank, GrantUser } from '../privacy/stage.ts';
import { type FaultPoint, faultyAdapter, faultyStore } from '../support/fault-point.ts';
import { rowsOf, sorted, stateOf } from '../support/ledger-state.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/** A provider with everything that an app can ask for. Where its webhooks go is known to it alone. */
class FullProvider extends Provider {
  removals: NonNullable<Batch['removals']> = [];
  webhooksGoTo: string | null = null;
  revoked = false;

  override get adapter(): Provider['adapter'] {
    const { connection, feed, ...rest } = super.adapter;
    const alive = (): void => {
      if (this.revoked) throw new ConnectionRevokedError('Ended at the bank.', { scope: 'connection' });
    };
    const full: AnyAdapter = {
      ...(rest as AnyAdapter),
      connection: {
        ...connection,
        inspect: async (call: ConnectionCall) => (alive(), connection.inspect(call)),
        rotate: async ({ credentials }) => ({
          ...credentials,
          token: this.token(credentials['login'] ?? ''),
        }),
        sendWebhooksTo: async (url) => void (this.webhooksGoTo = url),
      },
      balances: { refresh: async () => this.accounts },
      feed: {
        scope: 'connection',
        pull: (input, call) => this.#withRemovals(feed.pull(input, call)),
      },
    };
    return full as unknown as Provider['adapter'];
  }

  async *#withRemovals(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    for await (const batch of batches) yield { ...batch, removals: this.removals };
  }
}

/** A linked and synced connection of ada. */
export interface HostScene {
  readonly provider: FullProvider;
  readonly store: Store;
  readonly clock: ManualClock;
  /** One that nothing happens to. */
  readonly bank: GrantBank;
  readonly ada: GrantUser;
  readonly id: string;
  /** What the story is about, where it has to remember it. */
  row: string;
  /** Another bank over the same store, that things happen to. */
  readonly at: (point: FaultPoint) => GrantBank;
}

export async function hostScene(store: Store, clock: ManualClock): Promise<HostScene> {
  const provider = new FullProvider();
  const bankOf = (adapter: AnyAdapter, over: Store): GrantBank =>
    createBankweave({ adapters: [adapter], store: over, clock, vault: sealing() }) as unknown as GrantBank;
  const bank = bankOf(provider.adapter, store);
  const ada = bank.user('ada');
  const { id: session } = await ada.links.start('grants');
  const { id } = await ada.links.complete('grants', session, { code: 'login-of-ada' });
  await bank.sync(id);
  const at = (point: FaultPoint): GrantBank =>
    bankOf(faultyFacets(provider.adapter, point), faultyStore(store, point));
  return { provider, store, clock, bank, ada, id, row: '', at };
}

/** An adapter whose every call goes through the fault point, not those of a sync alone. */
function faultyFacets(adapter: AnyAdapter, point: FaultPoint): AnyAdapter {
  const down = (): Error => new ProviderUnavailableError('The provider is away, says the test.');
  const guarded = <T extends object>(facet: T, name: string, but: readonly string[]): T =>
    Object.fromEntries(
      Object.entries(facet).map(([key, value]) => [
        key,
        typeof value === 'function' && !but.includes(key)
          ? (...args: unknown[]) =>
              point.call(`${name}.${key}`, down, async () => (value as (...a: unknown[]) => unknown)(...args))
          : value,
      ]),
    ) as T;
  const faulty = faultyAdapter(adapter, point);
  return {
    ...faulty,
    link: guarded(adapter.link, 'link', []),
    connection: guarded(faulty.connection, 'connection', ['inspect']),
    ...(adapter.balances && { balances: guarded(adapter.balances, 'balances', []) }),
  };
}

/** What is to be the same however it came about: no ids, no times. */
export async function outcomeOf({ store, ada, provider, id }: HostScene): Promise<unknown> {
  // Readers of the feed and of the ledger see the same.
  await stateOf(store, id);
  const connections = (await ada.connections.list()).items;
  const accounts = (await ada.accounts.list()).items;
  const rows = await rowsOf(store, id);
  const notes = (await ada.transactions.list({ status: ['posted', 'pending', 'void'] })).items;
  const count = async (namespace: string): Promise<number> =>
    (await store.records.list(EVERY_USER, namespace, { limit: 100 })).length;
  return {
    connections: connections.map(({ status, health }) => ({ status, auth: health.auth })),
    accounts: sorted(
      accounts.map(({ providerAccountId, status, enabled, balances }) => [
        providerAccountId,
        status,
        enabled,
        balances.current?.value,
      ]),
    ),
    rows: sorted(
      rows.map(({ status, hidden, ids, amount, date }) => [ids.join(), status, hidden, amount, date]),
    ),
    notes: notes.flatMap((row) => (row.notes ? [[row.providerTransactionId, row.notes]] : [])),
    credentials: await count('credentials'),
    tickets: await count('revoke-tickets'),
    webhooksGoTo: provider.webhooksGoTo,
    open: [...provider.open.keys()],
  };
}
