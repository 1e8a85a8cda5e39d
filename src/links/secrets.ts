import type { RecordWrite } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';
import { contextOf, LINK_SECRETS } from '../vault/credentials.ts';

/** What of a link session is kept sealed: written once with the session, destroyed when it is exchanged or ends. */
export interface LinkSecrets {
  readonly codeVerifier: string;
  /** What the adapter asked to keep. */
  readonly context: Readonly<Record<string, string>>;
}

/** The write that keeps the secrets of a new session. */
export async function secretsWrite(
  { vault }: Ports,
  userId: string,
  sessionId: string,
  secrets: LinkSecrets,
): Promise<RecordWrite> {
  const place = { namespace: LINK_SECRETS, key: sessionId, userId };
  const context = contextOf({ ...place, version: 1, value: null, dueAt: null });
  return { ...place, value: await vault.seal(JSON.stringify(secrets), context), ifVersion: 0 };
}

/** Opens the secrets of a session; `undefined` once they are destroyed. */
export async function secretsOf(
  { vault, store }: Ports,
  userId: string,
  sessionId: string,
): Promise<LinkSecrets | undefined> {
  const record = await store.records.get({ userId }, LINK_SECRETS, sessionId);
  if (!record) return undefined;
  const text = await vault.open(typeof record.value === 'string' ? record.value : '', contextOf(record));
  return JSON.parse(text) as LinkSecrets;
}

/** The write that destroys them. */
export function secretsGone(userId: string, sessionId: string): RecordWrite {
  return { namespace: LINK_SECRETS, key: sessionId, userId, value: undefined };
}
