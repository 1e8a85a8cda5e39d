import { type Clock, memoryStore } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { CredentialStore, CREDENTIALS, TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { refreshTokens } from '../../src/vault/refresh/refresh-tokens.ts';
import type { Refreshed, RefreshRequest } from '../../src/vault/refresh/request.ts';
import { slotIn, type Slot } from '../../src/vault/refresh/slot.ts';
import { newVault } from './keys.ts';
import { VirtualClock } from './virtual-clock.ts';

export const owner = { userId: 'ada', connectionId: 'con_1' };
export const first = { accessToken: 'canary-access-1', refreshToken: 'canary-refresh-1', extra: 'kept' };
export const second = { accessToken: 'canary-access-2', refreshToken: 'canary-refresh-2' };
/** What the two make together. */
export const merged = { ...first, ...second };

/** Lets what is ready to run run. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A connection with credentials in a store in memory, and a token call that is counted. */
export async function refreshWorld<C extends Clock = VirtualClock>({
  wrap = (store: Store) => store,
  clock = new VirtualClock() as Clock as C,
}: {
  readonly wrap?: (store: Store) => Store;
  readonly clock?: C;
} = {}) {
  const store = wrap(memoryStore());
  await store.open({ clock });
  const sealing = newVault();
  const credentials = new CredentialStore(store.records, sealing);
  await credentials.put(owner, first);
  const held = await credentials.read(owner.connectionId);
  const world = {
    clock,
    store,
    sealing,
    credentials,
    held,
    calls: 0,
    /** What the provider answers. */
    answer: (async () => second) as (signal: AbortSignal) => Promise<Record<string, string>>,
    async refresh(over: Partial<RefreshRequest> = {}): Promise<Refreshed> {
      return refreshTokens({
        records: store.records,
        credentials,
        clock,
        owner,
        provider: 'acme',
        attempt: `req_${++attempts}`,
        held,
        signal: new AbortController().signal,
        renew: (_, signal) => {
          world.calls++;
          return world.answer(signal);
        },
        ...over,
      });
    },
    stored: async () => (await credentials.read(owner.connectionId)).credentials,
    record: async () => store.records.get(EVERY_USER, CREDENTIALS, owner.connectionId),
    async slot(): Promise<Slot> {
      return slotIn(await store.records.get(EVERY_USER, TOKEN_REFRESH, owner.connectionId));
    },
  };
  return world;
}

let attempts = 0;
