import type { RawRequest } from '../adapter-kit/webhooks.ts';
import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import type { StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { contextOf, WEBHOOK_BODIES } from '../vault/credentials.ts';
import { accept } from './accept.ts';
import { DEAD_LETTERS, forgetting, type KeptBody, type StoredLetter } from './dead-letters.ts';
import type { Inbox } from './inbox.ts';

/** Reads a dead letter again, with the adapter as it is now, and forgets it once its notices are stored. */
export async function replayLetter(ports: Ports, inbox: Inbox, id: string, requestId: string): Promise<void> {
  const { records } = ports.store;
  const letter = await records.get(EVERY_USER, DEAD_LETTERS, id);
  if (!letter) throw new NotFoundError('There is no such dead letter.', { field: 'id' });
  const { provider } = letter.value as unknown as StoredLetter;
  const sealed = await records.get(EVERY_USER, WEBHOOK_BODIES, id);
  if (!sealed)
    throw new ConflictError('The body of this dead letter was not kept: there was no vault to seal it.', {
      provider,
      field: 'id',
    });
  const adapter = ports.adapter(provider);
  const request = await opened(ports, sealed);
  await accept(ports, inbox, { adapter, facet: inbox.facet(adapter), request, requestId });
  await records.write(forgetting(id));
}

async function opened({ vault }: Ports, record: StoredRecord): Promise<RawRequest> {
  const text = await vault.open(typeof record.value === 'string' ? record.value : '', contextOf(record));
  const { method, path, body } = JSON.parse(text) as KeptBody;
  return { method, path, headers: {}, body: new Uint8Array(Buffer.from(body, 'base64')) };
}
