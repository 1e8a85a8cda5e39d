import type { LinkMode } from '../adapter-kit/contract.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { ConflictError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import { instant, instantMs } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import type { Ports } from '../sync/ports.ts';
import { type Link, sessionFor, sessionWrite, type StoredSession } from './session.ts';

const LIFETIME = 30 * 60_000;

/** What a link is begun with. */
export interface LinkRequest {
  readonly userId: string;
  readonly provider: string;
  readonly mode: LinkMode;
  /** The provider's own options; the adapter checks them. */
  readonly input: unknown;
  /** The connection to repair, for a mode other than `connect`. */
  readonly connection?: Connection;
  readonly signal: AbortSignal;
}

/** Begins a link session: expiring, bound to its user and provider, with `state` and PKCE of its own. */
export async function startLink(
  ports: Ports,
  { userId, provider, mode, input, connection, signal }: LinkRequest,
): Promise<Link> {
  if (connection?.status === 'removed')
    throw new ConflictError('This connection was removed; link the bank anew.', {
      provider,
      connectionId: connection.id,
    });
  const adapter = ports.adapter(provider);
  const trail = await ports.audit.open(userId);
  const id = randomId(ports.random, 'link');
  const secret = (): string => Buffer.from(ports.random.bytes(32)).toString('base64url');
  const fresh: StoredSession = {
    provider,
    mode,
    ...(connection && { connectionId: connection.id }),
    state: secret(),
    codeVerifier: secret(),
    context: {},
    expiresAt: ports.clock.now() + LIFETIME,
    step: 'started',
  };
  const about = { actor: 'user', ...(connection && { connectionId: connection.id }) } as const;
  const read: AuditEntry = { action: 'credentials.read', ...about, facts: { provider, class: 'link' } };
  await trail.append(
    { action: connection ? 'link.repair' : 'link.start', ...about, facts: { provider, mode } },
    ...(connection ? [read] : []),
    { action: 'provider.call', ...about, facts: { provider, class: 'link' } },
  );
  const started = await adapter.link.start(
    {
      session: sessionFor(id, fresh),
      input: input as never,
      ...(connection && {
        connection: { credentials: (await ports.credentials.read(connection.id)).credentials },
      }),
    },
    ports.call({
      adapter,
      userId,
      signal,
      fence: trail.fence,
      ...(connection && { connectionId: connection.id }),
    }),
  );
  const { kind, url, token, context = {} } = started;
  const ends = started.expiresAt ? instantMs(started.expiresAt) : fresh.expiresAt;
  const stored = { ...fresh, context, expiresAt: Math.min(ends, fresh.expiresAt) };
  await trail.write([], [sessionWrite(userId, id, stored, 0)]);
  return {
    id,
    kind,
    ...(url !== undefined && { url }),
    ...(token !== undefined && { token }),
    expiresAt: instant(stored.expiresAt),
  };
}
