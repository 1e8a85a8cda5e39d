import type { Change } from '../store/changes.ts';
import type { Ledger } from '../store/ledger.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { BankEvent } from './events.ts';

/** Where changes are kept and who is told. */
interface Publishing {
  readonly store: { readonly ledger: Ledger };
  publish(event: BankEvent): void;
  listening(): boolean;
}

const PAGE = 200;

/**
 * Does a write that is no sync, and tells listeners in this process which entries of the change feed it made, after
 * the fact. Others may write meanwhile, so `isOurs` says which entries those are.
 */
export async function publishSince<T>(
  ports: Publishing,
  scope: { readonly userId: string },
  write: () => Promise<T>,
  isOurs: (entry: Change, result: T) => boolean,
): Promise<T> {
  const { ledger } = ports.store;
  if (!ports.listening()) return write();
  let { newest: after } = await ledger.changeBounds();
  const result = await write();
  for (;;) {
    const entries = await ledger.changes(scope, after, PAGE);
    for (const entry of entries) if (isOurs(entry, result)) ports.publish(entry);
    if (entries.length < PAGE) return result;
    after = entries.at(-1)?.seq ?? after;
  }
}

/** Tells listeners in this process the entries of one commit, after the fact. */
export async function publishRange(
  ports: Publishing,
  { firstSeq, lastSeq }: { readonly firstSeq: number; readonly lastSeq: number },
): Promise<void> {
  if (!ports.listening()) return;
  for (let after = firstSeq - 1; after < lastSeq; ) {
    const entries = await ports.store.ledger.changes(EVERY_USER, after, PAGE);
    const last = entries.at(-1);
    if (!last) return;
    for (const entry of entries) if (entry.seq <= lastSeq) ports.publish(entry);
    after = last.seq;
  }
}
