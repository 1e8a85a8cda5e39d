import type { Clock } from '../../internal/clock.ts';
import type { Records, RecordWrite } from '../../store/records.ts';
import type { SealOwner } from '../contract.ts';
import { TOKEN_REFRESH } from '../credentials.ts';
import { type Slot, slotValue } from './slot.ts';
import { LEASE_MS } from './watch.ts';

const RENEW_AFTER = 5_000;
/** A claim is not renewed for ever, should the adapter never come back. */
const MOST_RENEWALS = 60;

interface ClaimPorts {
  readonly records: Records;
  readonly clock: Clock;
  readonly owner: SealOwner;
  readonly fence?: RecordWrite | undefined;
}

/** The exclusive right to renew one connection's tokens, kept alive until it is closed. */
export class Claim {
  readonly #ports: ClaimPorts;
  readonly #slot: Slot;
  readonly #done = new AbortController();
  readonly #keeping: Promise<void>;
  #version: number;

  private constructor(ports: ClaimPorts, slot: Slot, version: number) {
    this.#ports = ports;
    this.#slot = slot;
    this.#version = version;
    // The store or the clock may fail; then the lease runs out, which is what should happen.
    this.#keeping = this.#keep().catch(() => {});
  }

  /** Takes a slot that is at `version`, with its intent written; `undefined` when somebody else was faster. */
  static async take(
    ports: ClaimPorts,
    slot: Omit<Slot, 'expiresAt'>,
    version: number,
  ): Promise<Claim | undefined> {
    const taken = { ...slot, expiresAt: ports.clock.now() + LEASE_MS };
    return (await write(ports, taken, version)) ? new Claim(ports, taken, version + 1) : undefined;
  }

  /** Gives the slot back with what is known now. A slot that was lost meanwhile is left alone. */
  async close(known: Pick<Slot, 'intent' | 'refusal'>): Promise<void> {
    this.#done.abort();
    await this.#keeping;
    // What matters is stored by now; a slot that cannot be given back runs out by itself.
    await write(this.#ports, { holder: null, expiresAt: 0, ...known }, this.#version).catch(() => {});
  }

  async #keep(): Promise<void> {
    const { clock } = this.#ports;
    for (let times = 0; times < MOST_RENEWALS; times++) {
      await clock.sleep(RENEW_AFTER, { signal: this.#done.signal });
      const renewed = { ...this.#slot, expiresAt: clock.now() + LEASE_MS };
      if (!(await write(this.#ports, renewed, this.#version))) return;
      this.#version++;
    }
  }
}

function write(
  { records, owner: { userId, connectionId }, fence }: ClaimPorts,
  slot: Slot,
  ifVersion: number,
): Promise<boolean> {
  return records.write([
    { namespace: TOKEN_REFRESH, key: connectionId, userId, value: slotValue(slot), ifVersion },
    ...(fence ? [fence] : []),
  ]);
}
