/** Something that Plaid charges for. */
export interface BillingEvent {
  readonly at: number;
  readonly itemId: string;
  /** A product, or the name of a call that costs a flat fee. */
  readonly what: string;
  /** `subscription` runs by the month until the Item is removed; `call` is paid once. */
  readonly kind: 'subscription' | 'call';
}

// Enough for any test; a demo that runs for weeks forgets the oldest.
const HELD = 10_000;

/** What would have been charged. */
export class Bills {
  #events: BillingEvent[] = [];

  add(event: BillingEvent): void {
    this.#events.push(event);
    if (this.#events.length > HELD) this.#events = this.#events.slice(-HELD / 2);
  }

  all(): readonly BillingEvent[] {
    return [...this.#events];
  }

  clear(): void {
    this.#events = [];
  }
}
