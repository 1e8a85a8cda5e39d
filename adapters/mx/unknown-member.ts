import {
  type ConnectionCall,
  ConnectionRevokedError,
  isBankweaveError,
  ProviderAuthenticationError,
  ProviderUnavailableError,
} from 'bankweave/adapter-kit';
import { type Kept, readCredentials } from './credentials.ts';
import type { OpenTransport, Transport } from './transport.ts';

/** MX asks for no more than one look in so long. */
const PAUSE_MS = 3_000;

/** Does something with the member of a connection; where MX knows no such member, finds out what that means. */
export async function withMember<T>(
  open: OpenTransport,
  call: ConnectionCall,
  work: (mx: Transport, of: Kept) => Promise<T>,
): Promise<T> {
  const mx = await open(call);
  const of = readCredentials(call.credentials);
  try {
    return await work(mx, of);
  } catch (error) {
    throw await meaningOf(error, mx, of, call);
  }
}

/**
 * What a 404 means where a connection is being read. It ends the connection for good, so one is not enough: the member
 * is looked for once more, and so is its person. To keys of another client or environment nobody is there.
 */
export async function meaningOf(
  error: unknown,
  mx: Transport,
  of: Kept,
  call: ConnectionCall,
): Promise<unknown> {
  if (!isNotFound(error)) return error;
  await call.clock.sleep(PAUSE_MS, { signal: call.signal });
  const facts = { provider: 'mx', status: 404, scope: 'connection', cause: error } as const;
  if (await isThere(mx.member(of)))
    return new ProviderUnavailableError('MX did not know this member for a moment.', facts);
  if (await isThere(mx.user(of.user)))
    return new ConnectionRevokedError(
      'MX no longer knows this member; the person has to link the bank anew.',
      facts,
    );
  return new ProviderAuthenticationError(
    'MX knows neither this person nor their login: the keys are of another client or environment, or the person was deleted at MX.',
    facts,
  );
}

async function isThere(looking: Promise<unknown>): Promise<boolean> {
  try {
    await looking;
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return isBankweaveError(error) && error.code === 'not_found';
}
