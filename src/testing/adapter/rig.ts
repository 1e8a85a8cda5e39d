import type { Call, ConnectionCall, Credentials } from '../../adapter-kit/call.ts';
import type {
  AnyAdapter,
  LinkExchanged,
  LinkFacet,
  LinkMode,
  LinkSession,
} from '../../adapter-kit/contract.ts';
import type { Batch, Upsert } from '../../adapter-kit/rows.ts';
import { verificationKeys } from '../../adapter-kit/verification-keys.ts';
import type { WebhookCall } from '../../adapter-kit/webhooks.ts';
import { type Clock, systemClock } from '../../internal/clock.ts';
import { nextTurn } from '../../internal/next-turn.ts';
import type { AccountType } from '../../model/account-type.ts';
import { addDays, dateOfInstant } from '../../model/calendar-date.ts';
import { broken } from '../expect.ts';
import { Ledger } from './ledger.ts';
import { Network } from './network.ts';
import { type OpenLink, PRESENT, type ProviderWorld, type WorldAbilities } from './provider-world.ts';

/** Facts of one log line. */
interface Line {
  readonly message: string;
  readonly facts: unknown;
}

/** Everything that was read in one go, over all scopes of the feed. */
export interface Read {
  readonly batches: readonly Batch[];
  /** Where each scope stands now. */
  readonly checkpoints: Checkpoints;
}

/** By scope: `''`, or a provider's account id. */
export type Checkpoints = Readonly<Record<string, string>>;

// A provider that collects data first is asked again this often.
const PATIENCE = 40;
// Tokens live an hour where they end.
const TOKEN_MS = 1_800_000;

/** An adapter and its world, as a law works with them. */
export class Rig {
  readonly adapter: AnyAdapter;
  readonly world: ProviderWorld;
  readonly clock: Clock;
  readonly network: Network;
  readonly log: Line[] = [];
  #linked: Promise<LinkExchanged> | undefined;
  #links = 0;
  #held: { readonly credentials: Credentials; readonly since: number } | undefined;
  readonly #types = new Map<string, AccountType>();
  readonly #ledgers: Ledger[] = [];

  /** The adapter with pages of each size that was given, the smallest first. */
  readonly #sized: readonly (() => AnyAdapter)[];

  constructor(adapter: AnyAdapter, world: ProviderWorld, sized: readonly (() => AnyAdapter)[] = []) {
    this.#sized = sized;
    this.adapter = adapter;
    this.world = world;
    this.clock = world.clock ?? systemClock;
    this.network = new Network(world);
  }

  async close(): Promise<void> {
    await Promise.all(this.#ledgers.map((ledger) => ledger.close()));
    this.network.close();
  }

  /** One after the other: the same login, read by the adapter with pages of each size. */
  async *withPages(): AsyncGenerator<Rig> {
    for (const make of this.#sized) {
      const rig = new Rig(make(), this.world);
      rig.#linked = this.linked();
      yield rig;
      await rig.close();
    }
  }

  /** An ability of the world that the law said it needs. */
  can<Name extends keyof WorldAbilities>(name: Name): WorldAbilities[Name] {
    const ability = this.world[name];
    if (!ability) broken(`the law uses '${name}' and does not say that it needs it`);
    return ability.bind(this.world) as WorldAbilities[Name];
  }

  call(signal: AbortSignal = new AbortController().signal): Call {
    const keep = (message: string, facts?: unknown): void => void this.log.push({ message, facts });
    const logger = { debug: keep, info: keep, warn: keep, error: keep };
    const { clock } = this;
    const http = this.network.httpFor(this.adapter, { signal, clock, logger });
    return { signal, http, clock, logger, requestId: 'req_conformance', userId: 'ada', attended: PRESENT };
  }

  connectionCall(credentials: Credentials, signal?: AbortSignal): ConnectionCall {
    return { ...this.call(signal), connectionId: 'con_conformance', credentials };
  }

  webhookCall(): WebhookCall {
    return { ...this.call(), userId: '', keys: verificationKeys(this.clock) };
  }

  /** Starts a link as the engine does. */
  async start(
    mode: LinkMode = 'connect',
    credentials?: Credentials,
  ): Promise<{ session: LinkSession; link: OpenLink }> {
    const number = ++this.#links;
    const session: LinkSession = {
      id: `lnk_${number}`,
      mode,
      state: `state-${number}-of-the-kit`,
      codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    };
    const started = await this.#facet().start(
      { session, input: this.world.linkInput, ...(credentials && { connection: { credentials } }) },
      this.call(),
    );
    const context = started.context && { context: started.context };
    return { session: { ...session, ...context }, link: { ...started, mode, state: session.state } };
  }

  /** Exchanges what came back, after the checks that the engine makes. */
  async exchange(session: LinkSession, params: unknown, repaired?: Credentials): Promise<LinkExchanged> {
    const returned = params === undefined ? undefined : this.#facet().callback?.(params);
    if (returned?.error !== undefined)
      broken('the person agreed, and the callback tells an error', returned.error);
    if (returned && returned.state !== session.state)
      broken('the callback does not give back the state of its session', returned.state, session.state);
    const state = returned?.state ?? '';
    const connection = repaired && { connection: { credentials: repaired } };
    return this.#facet().exchange({ session: { ...session, state }, params, ...connection }, this.call());
  }

  /** The login that a law works with, linked at the first use. */
  linked(): Promise<LinkExchanged> {
    this.#linked ??= (async () => {
      const { session, link } = await this.start();
      return this.exchange(session, await this.finish(link));
    })();
    return this.#linked;
  }

  async finish(link: OpenLink): Promise<unknown> {
    if (this.world.finishLink) return this.world.finishLink(link);
    if (link.kind !== 'none') broken(`a link of kind '${link.kind}' needs \`finishLink\` of the world`);
    return undefined;
  }

  /** A call with the current credentials: an hour later they are renewed first, as the engine would. */
  async connection(signal?: AbortSignal): Promise<ConnectionCall> {
    const { credentials } = await this.linked();
    const now = this.clock.now();
    this.#held ??= { credentials, since: now };
    const { connection } = this.adapter;
    if (connection.refresh && now - this.#held.since > TOKEN_MS) {
      const renewed = await connection.refresh(this.connectionCall(this.#held.credentials));
      this.#held = { credentials: { ...this.#held.credentials, ...renewed }, since: now };
    }
    return this.connectionCall(this.#held.credentials, signal);
  }

  /** Reads on from where an earlier read ended, or from the beginning, and waits for a provider that is not ready. */
  async read(from: Checkpoints = {}): Promise<Read> {
    for (let patience = PATIENCE; ; patience--) {
      const read = await this.readOnce(from);
      const waits = read.batches.some(({ readiness = 'complete' }) => readiness !== 'complete');
      if (!waits || patience === 0) return read;
      await this.wait();
    }
  }

  /** One pull of every scope, to its end. */
  async readOnce(from: Checkpoints = {}): Promise<Read> {
    const batches: Batch[] = [];
    const checkpoints: Record<string, string> = { ...from };
    for (const scope of await this.scopes())
      for await (const batch of this.pull(scope, from[scope] ?? null)) {
        batches.push(batch);
        if (batch.checkpoint !== undefined) checkpoints[scope] = batch.checkpoint;
      }
    return { batches, checkpoints };
  }

  /** The scopes that were seen before, for when the provider does not answer. */
  get knownScopes(): readonly string[] {
    return this.adapter.feed.scope === 'connection' ? [''] : [...this.#types.keys()];
  }

  async scopes(): Promise<readonly string[]> {
    if (this.adapter.feed.scope === 'connection') return [''];
    const { accounts } = await this.adapter.accounts.list(await this.connection());
    for (const { id, type } of accounts) this.#types.set(id, type);
    return accounts.map(({ id }) => id);
  }

  /** A pull over the whole history: a window is a plan, and this is the widest. */
  async *pull(
    scope: string,
    checkpoint: string | null,
    signal?: AbortSignal,
    disabledAccounts: readonly string[] = [],
  ): AsyncGenerator<Batch> {
    const call = await this.connection(signal);
    const today = dateOfInstant(this.clock.now());
    const window = { from: addDays(today, -this.adapter.traits.historyDays), to: addDays(today, 1) };
    const account = scope === '' ? {} : { account: scope, ...this.#typeOf(scope) };
    yield* this.adapter.feed.pull({ ...account, checkpoint, window, disabledAccounts }, call);
  }

  #typeOf(account: string): { readonly accountType?: AccountType } {
    const known = this.#types.get(account);
    return known ? { accountType: known } : {};
  }

  /** Lets a provider do what it does by itself, where time can pass; otherwise only a turn of this process. */
  async wait(): Promise<void> {
    if (this.world.pass) await this.world.pass({ minutes: 5 });
    else await this.clock.sleep(250);
    await nextTurn();
  }

  /** A bank of its own over this adapter, with the login linked: what an app would see. */
  async ledger(): Promise<Ledger> {
    // Each a person of its own at the app: some providers link a login once for each.
    const ledger = new Ledger(this, `ada-${this.#ledgers.length + 1}`);
    this.#ledgers.push(ledger);
    await ledger.link();
    return ledger;
  }

  #facet(): LinkFacet<unknown, unknown> {
    return this.adapter.link as unknown as LinkFacet<unknown, unknown>;
  }
}

/** What a reader holds after some reads: rows by account and id, those without an id as they came. */
export function rowsOf(...reads: readonly Read[]): readonly Upsert[] {
  const rows = new Map<string, Upsert>();
  const nameless: Upsert[] = [];
  for (const { batches } of reads)
    for (const batch of batches) {
      // A row that is removed and given in one step is there; the engine decides the same way.
      for (const { account, id } of batch.removals ?? []) rows.delete(keyOf(account, id));
      for (const row of batch.upserts ?? []) {
        const [id] = row.ids;
        if (row.pendingId !== undefined && id)
          rows.delete(keyOf(row.account, { ...id, value: row.pendingId }));
        if (id) rows.set(keyOf(row.account, id), row);
        else nameless.push(row);
      }
    }
  return [...rows.values(), ...nameless];
}

export function keyOf(account: string, id: { readonly scheme: string; readonly value: string }): string {
  return JSON.stringify([account, id.scheme, id.value]);
}
