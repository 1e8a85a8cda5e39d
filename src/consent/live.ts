import { ActionRequiredError } from '../errors/catalog.ts';
import type { Connection } from '../model/connection.ts';

/**
 * What stands in the way of calling the provider for a connection: a consent that has run out, or was taken back.
 * `undefined` while it is live.
 */
export function consentEnded(connection: Connection, now: number): ActionRequiredError | undefined {
  const { id: connectionId, provider, consent, health } = connection;
  const facts = { provider, connectionId, action: 'renew_consent' } as const;
  if (health.auth === 'revoked')
    return new ActionRequiredError('The consent was taken back; the person has to give it anew.', facts);
  if (consent.expiresAt !== null && Date.parse(consent.expiresAt) <= now)
    return new ActionRequiredError('The consent has run out; the person has to renew it.', facts);
  return undefined;
}

/** Whether it is written down already that the consent has ended. */
export function isKnownToHaveEnded({ health }: Connection): boolean {
  return health.auth === 'revoked' || health.consent === 'expired';
}
