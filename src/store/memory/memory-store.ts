import { systemClock, type Clock } from '../../internal/clock.ts';
import type { Store } from '../contract.ts';
import { memoryLedger } from './ledger.ts';
import { memoryRecords } from './records.ts';
import { State } from './state.ts';

/**
 * A store that lives and dies with the process. For tests, demos, and apps that sync on every start.
 *
 * @example
 * ```ts
 * const bank = createBankweave({ adapters: [faker()], store: memoryStore() })
 * ```
 */
export function memoryStore(): Store {
  const state = new State();
  let clock: Clock = systemClock;
  let opened = false;
  return {
    traits: { durable: false, shared: false },
    ledger: memoryLedger(state, () => clock),
    records: memoryRecords(state),
    async open(ports) {
      if (!opened) clock = ports.clock;
      opened = true;
    },
    async close() {
      opened = false;
    },
  };
}
