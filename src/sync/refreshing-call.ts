import type { Call, ConnectionCall, Credentials } from '../adapter-kit/call.ts';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { ActionRequiredError, UnauthorizedError } from '../errors/catalog.ts';
import type { CredentialStore, HeldCredentials } from '../vault/credentials.ts';
import type { Records } from '../store/records.ts';

/** A call whose credentials are always the current ones, and that can be renewed once. */
export class RefreshingCall {
  readonly #adapter: AnyAdapter;
  readonly #store: CredentialStore;
  readonly #records: Records;
  readonly #owner: { readonly userId: string; readonly connectionId: string };
  #held: HeldCredentials;
  #refreshed = false;
  readonly call: ConnectionCall;

  private constructor(
    adapter: AnyAdapter,
    store: CredentialStore,
    records: Records,
    owner: { userId: string; connectionId: string },
    held: HeldCredentials,
    call: Call,
  ) {
    this.#adapter = adapter;
    this.#store = store;
    this.#records = records;
    this.#owner = owner;
    this.#held = held;
    const current = (): Credentials => this.#held.credentials;
    this.call = {
      ...call,
      connectionId: owner.connectionId,
      get credentials() {
        return current();
      },
    };
  }

  static async open(
    adapter: AnyAdapter,
    store: CredentialStore,
    records: Records,
    owner: { userId: string; connectionId: string },
    call: Call,
  ): Promise<RefreshingCall> {
    return new RefreshingCall(adapter, store, records, owner, await store.read(owner.connectionId), call);
  }

  /** Does something, and once more with new credentials when the provider refuses the ones we have. */
  async with<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      if (!this.#adapter.connection.refresh || this.#refreshed) {
        throw new ActionRequiredError(
          'The provider no longer accepts this connection; the person has to sign in again.',
          { ...factsOf(error), action: 'reauthenticate', cause: error },
        );
      }
      this.#refreshed = true;
      await this.#refresh();
      return work();
    }
  }

  async #refresh(): Promise<void> {
    const credentials = await this.#adapter.connection.refresh?.(this.call);
    if (!credentials) return;
    // Durable before anybody uses them: a refresh token may work only once.
    await this.#records.write([await this.#store.write(this.#owner, credentials, this.#held.version)]);
    this.#held = await this.#store.read(this.#owner.connectionId);
  }
}

function factsOf({ provider, requestId, providerCode }: UnauthorizedError): {
  provider?: string | undefined;
  requestId?: string | undefined;
  providerCode?: string | undefined;
} {
  return { provider, requestId, providerCode };
}
