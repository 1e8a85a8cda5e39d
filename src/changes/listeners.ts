import { type Logger, silentLogger } from '../internal/logger.ts';
import type { BankEvent, BankEventType, EventOf } from './events.ts';

/** Listeners in this process. A listener that throws harms nobody: the fault goes to the logger. */
export class Listeners {
  readonly #byType = new Map<string, Set<(event: BankEvent) => unknown>>();
  readonly #logger: Logger;

  constructor(logger: Logger = silentLogger) {
    this.#logger = logger;
  }

  on<Type extends BankEventType>(type: Type, listener: (event: EventOf<Type>) => unknown): () => void {
    const set = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, set);
    // An entry of its own, so that the same function may listen twice and each stop ends one of them.
    const entry = (event: BankEvent): unknown => (listener as (event: BankEvent) => unknown)(event);
    set.add(entry);
    return () => void set.delete(entry);
  }

  get any(): boolean {
    return [...this.#byType.values()].some((set) => set.size > 0);
  }

  publish(event: BankEvent): void {
    for (const listener of this.#byType.get(event.type) ?? []) {
      // A listener runs on its own: neither its error nor its slowness may touch the sync.
      void Promise.resolve()
        .then(() => listener(event))
        .catch((error: unknown) =>
          this.#logger.error('A listener threw.', {
            type: event.type,
            name: error instanceof Error ? error.name : typeof error,
          }),
        );
    }
  }

  clear(): void {
    this.#byType.clear();
  }
}
