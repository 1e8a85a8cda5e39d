import { VaultError, type VaultFault } from '../errors/vault.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { type Clock, systemClock } from '../internal/clock.ts';
import type { Store } from '../store/contract.ts';
import type { Records, StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import {
  CREDENTIALS,
  contextOf,
  LINK_SECRETS,
  REVOKE_TICKETS,
  STORE_KEYS,
  WEBHOOK_BODIES,
} from './credentials.ts';
import type { Vault } from './contract.ts';

const PAGE = 100;
const MOST_ATTEMPTS = 20;
/** Every namespace whose values are sealed for their record (`contextOf`). */
const SEALED: readonly string[] = [CREDENTIALS, LINK_SECRETS, REVOKE_TICKETS, STORE_KEYS, WEBHOOK_BODIES];

/** What {@link rewrap} works with. */
export interface RewrapOptions {
  /** The store of the bank, which may be at work meanwhile, also in other processes. */
  readonly store: Store;
  /** A vault with the old keys and the new one, the new one being primary. */
  readonly vault: Vault;
  /** Also seals what `unsafePlaintextVault` left unsealed. Default: false, such records are reported as failed. */
  readonly sealPlaintext?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each page of records with the counts so far. */
  readonly onProgress?: (report: RewrapReport) => void;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** What a pass of {@link rewrap} found and did. */
export interface RewrapReport {
  /** Records looked at. */
  readonly examined: number;
  /** Records that hang on the primary key now and did not before. */
  readonly rewrapped: number;
  /** Records that hung on the primary key already. */
  readonly current: number;
  /** Records that were taken away or changed by somebody else on each attempt. Run it again for those. */
  readonly missed: number;
  /** Records that do not open; they are left as they are. */
  readonly failed: readonly {
    /** The key of the record: a connection's id, or the name of one of the store's own keys. */
    readonly connectionId: string;
    readonly fault: VaultFault;
    readonly keyId?: string;
  }[];
}

/**
 * Seals every stored credential anew, under a new data key that hangs on the vault's primary key, while the bank goes
 * on working. It can be stopped or killed at any moment and started again: what is done stays done.
 *
 * An old key may be taken out of the ring once a pass reports `missed: 0` and nothing in `failed`, and every process
 * runs with the new key as primary.
 *
 * @throws VaultError when the vault seals nothing, or its key provider does not answer; the store's errors;
 *   `signal.reason` when aborted.
 * @example
 * ```ts
 * const report = await rewrap({ store: sqliteStore('bank.db'), vault: vault({ keys: [next, old] }) })
 * if (report.failed.length === 0 && report.missed === 0) console.log('the old key can go')
 * ```
 */
export async function rewrap(options: RewrapOptions): Promise<RewrapReport> {
  const { store, vault, signal, onProgress, clock = systemClock } = options;
  if (vault.plaintext)
    throw new VaultError('There is nothing to re-wrap with a vault that seals nothing.', {
      fault: 'unsupported',
    });
  await store.open({ clock });
  const counts = { examined: 0, rewrapped: 0, current: 0, missed: 0 };
  const failed: { connectionId: string; fault: VaultFault; keyId?: string }[] = [];
  for (const namespace of SEALED) {
    let after: string | undefined;
    for (;;) {
      signal?.throwIfAborted();
      const page = await store.records.list(EVERY_USER, namespace, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const record of page) {
        signal?.throwIfAborted();
        counts.examined++;
        try {
          counts[await renew(store.records, vault, record, options.sealPlaintext ?? false)]++;
        } catch (error) {
          if (!isBankweaveError(error) || error.code !== 'vault' || error.fault === 'key_unavailable')
            throw error;
          const { fault, keyId } = error;
          failed.push({ connectionId: record.key, fault, ...(keyId !== undefined && { keyId }) });
        }
      }
      if (page.length > 0) onProgress?.({ ...counts, failed: [...failed] });
      after = page.at(-1)?.key;
      if (page.length < PAGE) break;
    }
  }
  return { ...counts, failed };
}

async function renew(
  records: Records,
  vault: Vault,
  listed: StoredRecord,
  sealPlaintext: boolean,
): Promise<'rewrapped' | 'current' | 'missed'> {
  const { namespace, key } = listed;
  let record: StoredRecord | null = listed;
  for (let attempt = 0; record && attempt < MOST_ATTEMPTS; attempt++) {
    const { userId, value, dueAt, version } = record;
    const text = typeof value === 'string' ? value : '';
    const keyId = vault.keyOf(text);
    if (keyId === vault.primary) return 'current';
    const context = contextOf(record);
    const plaintext = keyId === null && sealPlaintext && text !== '' ? text : await vault.open(text, context);
    const sealed = await vault.seal(plaintext, { ...context, version: version + 1 });
    const write = { namespace, key, userId, value: sealed, dueAt, ifVersion: version };
    if (await records.write([write])) return 'rewrapped';
    // Somebody wrote it meanwhile: a renewed token, or another pass.
    record = await records.get(EVERY_USER, namespace, key);
  }
  return 'missed';
}
