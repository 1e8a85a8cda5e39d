import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import { carryOn } from './erase.ts';
import { ERASING, erasingIn } from './erasure.ts';

const PAGE = 100;

/** Takes erasures to their end that were cut off. One that fails again is due again, and holds up no other. */
export async function resumeErasures(ports: Ports, signal: AbortSignal): Promise<void> {
  for (const record of await ports.store.records.due(ERASING, ports.clock.now(), PAGE)) {
    signal.throwIfAborted();
    const erasing = erasingIn(record);
    try {
      await carryOn(ports, erasing, signal);
    } catch (error) {
      if (signal.aborted || !isBankweaveError(error)) throw error;
      const { code } = error;
      ports.logger.warn('An erasure is not complete yet.', { erasure: erasing.id, code });
    }
  }
}
