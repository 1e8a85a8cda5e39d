import {
  ActionRequiredError,
  type BankweaveError,
  type ConnectionCall,
  type Credentials,
  type Inspection,
  type Institution,
  isBankweaveError,
  readInstant,
  readText,
} from 'bankweave/adapter-kit';
import { oneOf } from './client.ts';
import { authenticatedAt } from './credentials.ts';
import type { Settings } from './settings.ts';
import { Me } from './wire.ts';

type Instant = NonNullable<Inspection['consent']['expiresAt']>;

const EXPIRES_SOON_MS = 14 * 86_400_000;

/** Asks TrueLayer about the connection itself. The bank is not asked, so no budget is touched. */
export async function inspect(settings: Settings, call: ConnectionCall): Promise<Inspection> {
  const me = await readMe(settings, call);
  const { scopes, consent_created_at, consent_expires_at } = me;
  const now = call.clock.now();
  const expiresAt = readInstant(consent_expires_at) ?? null;
  const signedIn = authenticatedAt(call.credentials);
  const { scope, extendedFrom } = call.credentials;
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now;
  // An extension that was answered with success and moved nothing is none.
  const unmoved =
    extendedFrom !== undefined && extendedFrom !== '' && expiresAt !== null && expiresAt <= extendedFrom;
  return {
    institution: institutionOf(me, call.credentials),
    consent: {
      scopes: scopes ?? scope?.split(/\s+/) ?? settings.scopes,
      grantedAt: readInstant(consent_created_at) ?? (signedIn > 0 ? instant(signedIn) : null),
      expiresAt,
    },
    ...(left <= 0
      ? { auth: 'action_required', action: 'renew_consent' }
      : unmoved
        ? { auth: 'action_required', action: 'reauthenticate' }
        : { auth: left <= EXPIRES_SOON_MS ? 'expiring' : 'ok' }),
    ...(signedIn > 0 && { historyClosesAt: instant(signedIn + settings.deepHistoryMs) }),
  };
}

/**
 * Reads `/me`. One refusal with 403 proves nothing and is asked about again; two of them mean that the consent is over.
 */
async function readMe(settings: Settings, call: ConnectionCall) {
  const ask = () => oneOf(settings, call, { path: '/me' }, Me);
  try {
    return await ask();
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  try {
    return await ask();
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new ActionRequiredError('The consent has ended; the person has to give it again.', {
      provider: 'truelayer',
      providerCode: error.providerCode,
      requestId: error.requestId,
      action: 'renew_consent',
    });
  }
}

/** Whether something was refused with 403, which alone never means that the connection is dead. */
export function isForbidden(error: unknown): error is BankweaveError {
  return isBankweaveError(error) && error.status === 403 && error.code === 'unsupported';
}

function institutionOf({ provider }: ReturnType<typeof Me.parse>, { institution }: Credentials): Institution {
  const id = readText(provider?.provider_id) ?? institution ?? 'unknown';
  const logo = readText(provider?.logo_uri);
  return { id, name: readText(provider?.display_name) ?? id, ...(logo !== undefined && { logo }) };
}

/** A moment as text. */
function instant(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}
