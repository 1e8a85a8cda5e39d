import type { AnyAdapter, LinkMode } from '../adapter-kit/contract.ts';
import { completeLink } from '../links/complete.ts';
import type { Link } from '../links/session.ts';
import { startLink } from '../links/start.ts';
import type { Connection } from '../model/connection.ts';
import { oneOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import type { AdapterOf, LinkInputOf, LinkParamsOf, ProviderOf } from './types.ts';

/** Linking banks. */
export interface UserLinks<Adapters extends readonly AnyAdapter[]> {
  /**
   * Begins a link and says where to send the person.
   *
   * @param provider the id of a registered adapter
   * @param input the provider's own options for this link; they override the adapter's
   * @throws InvalidInputError, ConfigurationError, and the provider's errors
   */
  start<Id extends ProviderOf<Adapters>>(
    provider: Id,
    input?: LinkInputOf<AdapterOf<Adapters, Id>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Link>;
  /**
   * Finishes a link with what came back from the provider, and asks for a first sync. A session can be completed once;
   * calling again after it worked gives the same connection.
   *
   * @throws NotFoundError for an unknown or foreign session, ConflictError for a spent or expired one
   */
  complete<Id extends ProviderOf<Adapters>>(
    provider: Id,
    linkId: string,
    params?: LinkParamsOf<AdapterOf<Adapters, Id>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Connection>;
  /**
   * Begins the repair of a connection: sign in again, renew the consent, or add accounts. Complete it like any link.
   */
  repair(
    connectionId: string,
    options?: { readonly mode?: Exclude<LinkMode, 'connect'>; readonly signal?: AbortSignal },
  ): Promise<Link>;
}

export function userLinks<Adapters extends readonly AnyAdapter[]>(
  kernel: Kernel,
  userId: string,
): UserLinks<Adapters> {
  return {
    async start(provider, input, { signal } = {}) {
      const ports = await kernel.ports();
      return startLink(ports, {
        userId,
        provider: textOf(provider, 'provider'),
        mode: 'connect',
        input,
        signal: kernel.until(signal),
      });
    },
    async complete(provider, linkId, params, { signal } = {}) {
      const ports = await kernel.ports();
      const connection = await completeLink(ports, {
        userId,
        provider: textOf(provider, 'provider'),
        sessionId: textOf(linkId, 'linkId'),
        params,
        signal: kernel.until(signal),
      });
      return connection;
    },
    async repair(connectionId, { mode = 'reauthenticate', signal } = {}) {
      oneOf(mode, 'mode', ['reauthenticate', 'renew_consent', 'add_accounts']);
      const { connection } = await kernel.connection({ userId }, textOf(connectionId, 'connectionId'));
      return startLink(await kernel.ports(), {
        userId,
        provider: connection.provider,
        mode,
        input: undefined,
        connectionId,
        signal: kernel.until(signal),
      });
    },
  };
}
