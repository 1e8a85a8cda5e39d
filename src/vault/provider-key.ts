import { hash } from 'node:crypto';
import { VaultError } from '../errors/vault.ts';
import type { Clock } from '../internal/clock.ts';
import { raceAbort } from '../internal/race-abort.ts';
import { ownerData } from './associated-data.ts';
import { mismatch } from './content.ts';
import type { SealOwner } from './contract.ts';
import { DATA_KEY_BYTES } from './data-key.ts';
import type { KeyProvider, KeyUse } from './key-provider.ts';
import type { RingKey } from './ring-key.ts';

/** How long a key provider may take for one answer. */
const PATIENCE = 10_000;
/** What fits the two bytes of its length in an envelope, with room to spare. */
const MOST_BYTES = 16_384;

/** A key of the ring that lives at a provider. */
export function providerKey(id: string, provider: KeyProvider, clock: Clock): RingKey {
  const useFor = (owner: SealOwner, signal: AbortSignal): KeyUse => ({
    keyId: id,
    binding: hash('sha256', ownerData(id, owner), 'hex'),
    signal,
  });
  return {
    id,
    async wrap(dataKey, owner) {
      // A copy: the provider may still be reading when it is no longer waited for.
      const copy = Uint8Array.from(dataKey);
      const wrapped = await ask(id, clock, (signal) =>
        provider.wrap(copy, useFor(owner, signal)).finally(() => copy.fill(0)),
      );
      if (!(wrapped instanceof Uint8Array) || wrapped.length === 0 || wrapped.length > MOST_BYTES)
        throw unavailable(id, `gave no wrapped key of 1 to ${MOST_BYTES} bytes`);
      return wrapped;
    },
    async unwrap(wrapped, owner) {
      const raw = await ask(id, clock, (signal) => provider.unwrap(wrapped, useFor(owner, signal)));
      if (!(raw instanceof Uint8Array) || raw.length !== DATA_KEY_BYTES) throw mismatch({ keyId: id }, owner);
      return raw;
    },
  };
}

async function ask<T>(id: string, clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = new AbortController();
  clock.sleep(PATIENCE, { signal: over.signal }).then(
    () => late.abort(),
    () => {},
  );
  try {
    return await raceAbort(work(late.signal), late.signal);
  } catch {
    throw unavailable(id, late.signal.aborted ? `gave no answer within ${PATIENCE} ms` : 'refused or failed');
  } finally {
    over.abort();
  }
}

function unavailable(keyId: string, what: string): VaultError {
  return new VaultError(`The provider of the key '${keyId}' ${what}.`, { fault: 'key_unavailable', keyId });
}
