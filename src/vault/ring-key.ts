import type { SealOwner } from './contract.ts';

/** A key of the ring: it wraps data keys and seals nothing else. */
export interface RingKey {
  readonly id: string;
  wrap(dataKey: Uint8Array, owner: SealOwner): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array, owner: SealOwner): Promise<Uint8Array>;
}
