import { hasFallen } from '../audit/generation.ts';
import type { Trail } from '../audit/log.ts';
import type { Call, ConnectionCall, Credentials } from '../adapter-kit/call.ts';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { ActionRequiredError, UnauthorizedError } from '../errors/catalog.ts';
import type { HeldCredentials } from '../vault/credentials.ts';
import { mergeCredentials } from '../vault/merge.ts';
import { refreshTokens } from '../vault/refresh/refresh-tokens.ts';
import type { Ports } from './ports.ts';
import { newTicket } from './ticket.ts';

/** A token that is refused so soon after it was made was not refused for its age. */
const SOON_MS = 60_000;
/** A bound on one piece of work, however long it runs: at an hour for each token, four days. */
const MOST_RENEWALS = 100;

/** A call whose credentials are always the current ones, and that renews them when the provider refuses them. */
export class RefreshingCall {
  readonly #ports: Ports;
  readonly #adapter: AnyAdapter;
  readonly #owner: { readonly userId: string; readonly connectionId: string };
  readonly #trail: Trail;
  #held: HeldCredentials;
  #renewals = 0;
  /** When the provider last made new credentials for us, on the monotonic clock. */
  #renewedAt = Number.NEGATIVE_INFINITY;
  readonly call: ConnectionCall;

  private constructor(
    ports: Ports,
    adapter: AnyAdapter,
    trail: Trail,
    connectionId: string,
    held: HeldCredentials,
    call: Call,
  ) {
    this.#ports = ports;
    this.#adapter = adapter;
    this.#owner = { userId: trail.userId, connectionId };
    this.#trail = trail;
    this.#held = held;
    const current = (): Credentials => this.#held.credentials;
    this.call = {
      ...call,
      connectionId,
      get credentials() {
        return current();
      },
    };
  }

  static async open(
    ports: Ports,
    adapter: AnyAdapter,
    trail: Trail,
    connectionId: string,
    call: Call,
  ): Promise<RefreshingCall> {
    const held = await ports.credentials.read(connectionId);
    return new RefreshingCall(ports, adapter, trail, connectionId, held, call);
  }

  /** Does something, and again with newer credentials when the provider refuses the ones we have. */
  async with<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      const used = this.#held;
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        // Another part of this run may have renewed them while this one was on its way.
        if (this.#held === used) await this.#refresh(error);
      }
    }
  }

  async #refresh(refused: UnauthorizedError): Promise<void> {
    const { connection } = this.#adapter;
    const { clock } = this.#ports;
    if (
      !connection.refresh ||
      ++this.#renewals > MOST_RENEWALS ||
      clock.monotonic() - this.#renewedAt < SOON_MS
    )
      throw new ActionRequiredError(
        'The provider no longer accepts this connection; the person has to sign in again.',
        {
          ...factsOf(refused),
          connectionId: this.#owner.connectionId,
          action: 'reauthenticate',
          cause: refused,
        },
      );
    const { signal, attended, requestId } = this.call;
    const { fence } = this.#trail;
    await this.#trail.append({
      action: 'credentials.refresh',
      actor: 'engine',
      connectionId: this.#owner.connectionId,
      facts: { provider: this.#adapter.id },
    });
    const { asked, ...held } = await refreshTokens({
      records: this.#ports.store.records,
      credentials: this.#ports.credentials,
      clock,
      owner: this.#owner,
      fence,
      provider: this.#adapter.id,
      attempt: requestId,
      held: this.#held,
      signal,
      renew: async (credentials, ownSignal) => {
        const call = this.#ports.call({
          adapter: this.#adapter,
          ...this.#owner,
          signal: ownSignal,
          fence,
          ...(attended && { attended }),
        });
        const answer = await connection.refresh?.({ ...call, ...this.#owner, credentials });
        return answer ?? credentials;
      },
      lost: (renewed) => this.#end(renewed),
    });
    this.#held = held;
    if (asked) this.#renewedAt = clock.monotonic();
  }

  /** A connection that was removed or erased while its tokens were renewed is to end with the new ones. */
  async #end(renewed: Credentials): Promise<void> {
    const { store, clock } = this.#ports;
    const { fence, userId } = this.#trail;
    const isErased = fence !== undefined && (await hasFallen(store.records, fence));
    const credentials = mergeCredentials(this.#held.credentials, renewed);
    const wish = { provider: this.#adapter.id, credentials, since: clock.now(), attempts: 0 };
    const owner = isErased ? '' : userId;
    const about = isErased ? {} : { connectionId: this.#owner.connectionId };
    const { write } = await newTicket(this.#ports, owner, { ...wish, ...about });
    if (await store.records.write([write, ...(fence && !isErased ? [fence] : [])])) return;
    await store.records.write([(await newTicket(this.#ports, '', wish)).write]);
  }
}

function factsOf({ provider, requestId, providerCode }: UnauthorizedError): {
  provider?: string | undefined;
  requestId?: string | undefined;
  providerCode?: string | undefined;
} {
  return { provider, requestId, providerCode };
}
