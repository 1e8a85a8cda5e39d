import type { AnyAdapter, LinkMode } from '../adapter-kit/contract.ts';
import type { ConsentTerms } from '../consent/terms.ts';
import type { Link } from '../links/session.ts';
import type { Connection } from '../model/connection.ts';
import { type CallOptions, fieldsOf, oneOf, onlySignal, signalOf, textOf } from './input.ts';
import { termsOf } from './consent-terms.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { providerOf } from './provider.ts';
import type { AdapterOf, LinkInputOf, LinkParamsOf, ProviderOf } from './types.ts';

/** How a connection is to be repaired. */
export interface RepairOptions extends CallOptions {
  /** Default: `reauthenticate`. */
  readonly mode?: Exclude<LinkMode, 'connect'> | undefined;
  /** What the person was shown and agreed to this time. */
  readonly consent?: ConsentTerms | undefined;
}

/** How a link is begun. */
export interface LinkOptions extends CallOptions {
  /** What the person was shown and agreed to; kept as evidence with the consent. See `consents.list`. */
  readonly consent?: ConsentTerms | undefined;
}

/** Linking banks. */
export interface UserLinks<Adapters extends readonly AnyAdapter[]> {
  /**
   * Begins a link and says where to send the person. A session belongs to this user and provider, makes one
   * connection, and ends after ten minutes where the person is sent to a page, after half an hour at the latest.
   *
   * @param provider the id of a registered adapter
   * @param input the provider's own options for this link; they override the adapter's
   * @throws InvalidInputError, and the provider's errors
   * @example
   * ```ts
   * const link = await ada.links.start('faker', { institution: 'river-bank' })
   * ```
   */
  start<Id extends ProviderOf<Adapters>>(
    provider: Id,
    input?: LinkInputOf<AdapterOf<Adapters, Id>>,
    options?: LinkOptions,
  ): Promise<Link>;
  /**
   * Finishes a link with what came back from the provider, and asks for a first sync. Calling it again, also at the
   * same time or after a crash, gives the same connection.
   *
   * A login that this user has linked before gives that connection, with the new credentials.
   *
   * @throws NotFoundError for an unknown or foreign session; ConflictError for an expired one, and with
   *   `existingConnectionId` where the accounts are known to be linked already; ActionRequiredError where the person
   *   said no, which ends the session; InvalidInputError for the callback of another session; the provider's errors,
   *   and then the same session may be tried again until it ends
   * @example
   * ```ts
   * const connection = await ada.links.complete('faker', link.id)
   * ```
   */
  complete<Id extends ProviderOf<Adapters>>(
    provider: Id,
    linkId: string,
    params?: LinkParamsOf<AdapterOf<Adapters, Id>>,
    options?: CallOptions,
  ): Promise<Connection>;
  /**
   * Begins the repair of a connection: sign in again, renew the consent, or add accounts. Complete it like any link.
   *
   * @throws NotFoundError; ConflictError for a removed connection; the provider's errors
   */
  repair(connectionId: string, options?: RepairOptions): Promise<Link>;
}

const MODES = ['reauthenticate', 'renew_consent', 'add_accounts'] as const;

export function userLinks<Adapters extends readonly AnyAdapter[]>(
  kernel: Kernel,
  userId: string,
): UserLinks<Adapters> {
  return {
    async start(provider, input, options) {
      const id = providerOf(kernel, provider);
      const given = fieldsOf<LinkOptions>(options, ['consent', 'signal'], 'options');
      const consent = termsOf(given.consent);
      return kernel.call(signalOf(given.signal), async (ports, signal) => {
        const { startLink } = await engine();
        return startLink(ports, { userId, provider: id, mode: 'connect', input, consent, signal });
      });
    },

    async complete(provider, linkId, params, options) {
      const id = providerOf(kernel, provider);
      const sessionId = textOf(linkId, 'linkId');
      return kernel.call(onlySignal(options), async (ports, signal) => {
        const { completeLink } = await engine();
        return completeLink(ports, { userId, provider: id, sessionId, params, signal });
      });
    },

    async repair(id, options) {
      const connectionId = textOf(id, 'connectionId');
      const given = fieldsOf<RepairOptions>(options, ['mode', 'consent', 'signal'], 'options');
      const consent = termsOf(given.consent);
      const mode = given.mode === undefined ? 'reauthenticate' : oneOf(given.mode, 'options.mode', MODES);
      return kernel.call(signalOf(given.signal), async (ports, signal) => {
        const { connection } = await connectionIn(ports, { userId }, connectionId);
        const { startLink } = await engine();
        return startLink(ports, {
          userId,
          provider: connection.provider,
          mode,
          input: undefined,
          connection,
          consent,
          signal,
        });
      });
    },
  };
}
