import { hash } from 'node:crypto';
import type { LinkMode, LinkSession } from '../adapter-kit/contract.ts';
import { randomId } from '../internal/random.ts';
import { instant, instantMs } from '../model/calendar-date.ts';
import type { Ports } from '../sync/ports.ts';
import { LINK_SESSIONS, type Link, type StoredSession } from './session.ts';

const LIFETIME = 30 * 60_000;

/** Begins a link session: single use, expiring, bound to its user, with `state` and PKCE of its own. */
export async function startLink(
  ports: Ports,
  {
    userId,
    provider,
    mode,
    input,
    connectionId,
    signal,
  }: {
    userId: string;
    provider: string;
    mode: LinkMode;
    input: unknown;
    connectionId?: string;
    signal: AbortSignal;
  },
): Promise<Link> {
  const adapter = ports.adapter(provider);
  const id = randomId(ports.random, 'link');
  const state = Buffer.from(ports.random.bytes(32)).toString('base64url');
  const codeVerifier = Buffer.from(ports.random.bytes(32)).toString('base64url');
  const session: LinkSession = {
    id,
    mode,
    state,
    codeVerifier,
    codeChallenge: hash('sha256', codeVerifier, 'base64url'),
  };
  const call = ports.call({ adapter, userId, signal, ...(connectionId && { connectionId }) });
  const connection = connectionId
    ? { credentials: (await ports.credentials.read(connectionId)).credentials }
    : undefined;
  const started = await adapter.link.start(
    { session, input: input as never, ...(connection && { connection }) },
    call,
  );
  const latest = ports.clock.now() + LIFETIME;
  const expiresAt = started.expiresAt ? Math.min(instantMs(started.expiresAt), latest) : latest;
  const stored: StoredSession = {
    provider,
    mode,
    ...(connectionId && { connectionId }),
    state,
    codeVerifier,
    context: started.context ?? {},
    expiresAt,
    step: 'started',
  };
  await ports.store.records.write([
    { namespace: LINK_SESSIONS, key: id, userId, value: { ...stored }, dueAt: expiresAt, ifVersion: 0 },
  ]);
  return {
    id,
    kind: started.kind,
    ...(started.url && { url: started.url }),
    ...(started.token && { token: started.token }),
    expiresAt: instant(expiresAt),
  };
}
