import type { RawRequest } from '../adapter-kit/webhooks.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { JsonValue, RecordWrite } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { contextOf, WEBHOOK_BODIES } from '../vault/credentials.ts';

/** Where the facts of dead letters are kept. */
export const DEAD_LETTERS = 'webhook-dead-letters';

const KEEP = 7 * 86_400_000;
const MOST = 100;

/** What is known of a request that was genuine and could not be read or stored. */
export interface StoredLetter {
  readonly provider: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The code of the error that kept it from being read. */
  readonly code: string;
  readonly bytes: number;
  /** Whether its body is kept, sealed. */
  readonly kept: boolean;
}

/** A body as it is sealed. Headers are not kept: some of them are passwords. */
export interface KeptBody {
  readonly method: string;
  readonly path: string;
  /** As base64. */
  readonly body: string;
}

/**
 * Keeps a genuine request that could not be read: its facts, and its body only where a vault can seal it. Of each
 * provider the newest are kept, for a week.
 */
export async function keepLetter(
  ports: Ports,
  provider: string,
  { method, path, body }: RawRequest,
  error: unknown,
): Promise<void> {
  const { store, vault, clock, random } = ports;
  const at = clock.now();
  const key = `${provider}/${String(at).padStart(15, '0')}-${randomId(random, 'letter')}`;
  const place = { key, userId: '', dueAt: at + KEEP };
  const code = isBankweaveError(error) ? error.code : 'unknown';
  const kept = !vault.plaintext;
  const facts: StoredLetter = { provider, at, code, bytes: body.length, kept };
  const writes: RecordWrite[] = [
    { namespace: DEAD_LETTERS, ...place, value: { ...facts } satisfies JsonValue, ifVersion: 0 },
  ];
  if (kept) {
    const content: KeptBody = { method, path, body: Buffer.from(body).toString('base64') };
    const context = contextOf({ namespace: WEBHOOK_BODIES, ...place, version: 1, value: null });
    const value = await vault.seal(JSON.stringify(content), context);
    writes.push({ namespace: WEBHOOK_BODIES, ...place, value, ifVersion: 0 });
  }
  const before = await store.records.list(EVERY_USER, DEAD_LETTERS, {
    prefix: `${provider}/`,
    limit: 2 * MOST,
  });
  for (const { key: old } of before.slice(0, Math.max(0, before.length + 1 - MOST)))
    writes.push(...forgetting(old));
  await store.records.write(writes);
}

/** The writes that forget a letter. */
export function forgetting(key: string): RecordWrite[] {
  return [DEAD_LETTERS, WEBHOOK_BODIES].map((namespace) => ({
    namespace,
    key,
    userId: '',
    value: undefined,
  }));
}

/** Forgets letters that are too old to be of use. */
export async function sweepLetters({ store, clock }: Ports): Promise<void> {
  const old = await store.records.due(DEAD_LETTERS, clock.now(), 2 * MOST);
  if (old.length > 0) await store.records.write(old.flatMap(({ key }) => forgetting(key)));
}
