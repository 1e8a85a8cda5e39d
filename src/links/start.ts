import type { LinkMode } from '../adapter-kit/contract.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { ConsentTerms } from '../consent/terms.ts';
import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import { instant, instantMs } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import type { Ports } from '../sync/ports.ts';
import { stateHashOf } from './callback.ts';
import { oldCredentials } from './old-credentials.ts';
import { secretsWrite } from './secrets.ts';
import { type Link, sessionFor, sessionWrite, type StoredSession } from './session.ts';

const LONGEST_LIFE = 30 * 60_000;
/** Of a redirect, where the adapter does not say otherwise. */
const REDIRECT_LIFE = 10 * 60_000;

/** What a link is begun with. */
export interface LinkRequest {
  readonly userId: string;
  readonly provider: string;
  readonly mode: LinkMode;
  /** The provider's own options; the adapter checks them. */
  readonly input: unknown;
  /** The connection to repair, for a mode other than `connect`. */
  readonly connection?: Connection;
  readonly consent?: ConsentTerms | undefined;
  readonly signal: AbortSignal;
}

/** Begins a link session: expiring, bound to its user and provider, with `state` and PKCE of its own. */
export async function startLink(
  ports: Ports,
  { userId, provider, mode, input, connection, consent, signal }: LinkRequest,
): Promise<Link> {
  if (connection?.status === 'removed')
    throw new ConflictError('This connection was removed; link the bank anew.', {
      provider,
      connectionId: connection.id,
    });
  const adapter = ports.adapter(provider);
  const trail = await ports.audit.open(userId);
  if (connection && !(await ports.store.ledger.connection({ userId }, connection.id)))
    throw new NotFoundError('There is no such connection.', { provider, connectionId: connection.id });
  const id = randomId(ports.random, 'link');
  const secret = (): string => Buffer.from(ports.random.bytes(32)).toString('base64url');
  const state = secret();
  const codeVerifier = secret();
  const about = { actor: 'user', ...(connection && { connectionId: connection.id }) } as const;
  const read: AuditEntry = { action: 'credentials.read', ...about, facts: { provider, class: 'link' } };
  await trail.append(
    { action: connection ? 'link.repair' : 'link.start', ...about, facts: { provider, mode } },
    ...(connection ? [read] : []),
    { action: 'provider.call', ...about, facts: { provider, class: 'link' } },
  );
  const credentials = connection && (await oldCredentials(ports, connection.id));
  const started = await adapter.link.start(
    {
      session: sessionFor(id, mode, state, { codeVerifier, context: {} }),
      input: input as never,
      ...(credentials && { connection: { credentials, consent: connection.consent } }),
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
  const now = ports.clock.now();
  const standard = now + (kind === 'redirect' ? REDIRECT_LIFE : LONGEST_LIFE);
  const ends = started.expiresAt ? instantMs(started.expiresAt) : standard;
  const stored: StoredSession = {
    provider,
    mode,
    ...(connection && { connectionId: connection.id }),
    stateHash: stateHashOf(state),
    ...(consent && { consent }),
    expiresAt: Math.min(ends, now + LONGEST_LIFE),
    step: 'started',
  };
  await trail.write(
    [],
    [sessionWrite(userId, id, stored, 0), await secretsWrite(ports, userId, id, { codeVerifier, context })],
  );
  return {
    id,
    kind,
    ...(url !== undefined && { url }),
    ...(token !== undefined && { token }),
    expiresAt: instant(stored.expiresAt),
  };
}
