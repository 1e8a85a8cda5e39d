import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { VerificationKeys } from '../adapter-kit/verification-keys.ts';
import type { Notice, RawRequest, WebhooksFacet } from '../adapter-kit/webhooks.ts';
import { UnsupportedError } from '../errors/catalog.ts';
import type { Desk } from './desk.ts';
import { type Tally, tally } from './received.ts';

/** What the inbox of one bank keeps in memory: bounded, and nothing that must not be lost. */
export class Inbox {
  #desk: Desk | undefined;
  readonly #unverified: readonly string[];
  readonly #keys = new Map<string, VerificationKeys>();
  readonly #tallies = new Map<string, Tally>();

  constructor(unverified: readonly string[]) {
    this.#unverified = unverified;
  }

  /** The facet of an adapter whose requests may be received. */
  facet({ id, webhooks }: AnyAdapter): WebhooksFacet {
    if (!webhooks)
      throw new UnsupportedError(`The '${id}' adapter knows no webhooks.`, {
        provider: id,
        field: 'provider',
        expected: 'an adapter with webhooks',
      });
    if (!this.receives({ id, webhooks }))
      throw new UnsupportedError(
        `The '${id}' adapter, as it is set up, cannot tell genuine webhooks from forged ones. Give it what it verifies by, or say allowUnverifiedWebhooks: ['${id}'].`,
        { provider: id, field: 'allowUnverifiedWebhooks', expected: 'an adapter that verifies' },
      );
    return webhooks;
  }

  /** Whether requests of an adapter may be received. */
  receives({ id, webhooks }: Pick<AnyAdapter, 'id' | 'webhooks'>): boolean {
    return webhooks !== undefined && (webhooks.verify !== undefined || this.#unverified.includes(id));
  }

  // What these two are made of is loaded with the first request only, so whoever receives it brings it along.
  desk(make: () => Desk): Desk {
    return (this.#desk ??= make());
  }

  keys(provider: string, make: () => VerificationKeys): VerificationKeys {
    return entry(this.#keys, provider, make);
  }

  tally(provider: string): Tally {
    return entry(this.#tallies, provider, tally);
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Whether a notice is to be acted on at once. What nobody has verified never is. */
export function isUrgent({ type, urgent }: Notice, facet: WebhooksFacet): boolean {
  return facet.verify !== undefined && (urgent ?? type === 'revoked');
}

/** A request that its adapter may have said something about, and the facet that does. */
export interface Incoming {
  readonly adapter: AnyAdapter;
  readonly facet: WebhooksFacet;
  readonly request: RawRequest;
  readonly requestId: string;
}
