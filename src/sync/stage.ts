import type { Coverage, Readiness } from '../adapter-kit/rows.ts';
import type { CommitGuard, Ledger, Update } from '../store/ledger.ts';
import type { Op } from './op.ts';

/** Ops held in memory; beyond this many they move to the store, so that memory stays flat whatever the history. */
const IN_MEMORY = 5_000;
const SET = 1_000;

/**
 * Holds one update where nobody sees it. A later op replaces an earlier one with the same key. What has to be known
 * over the whole update is noted as ops come in.
 */
export class Stage {
  readonly #ledger: Ledger;
  readonly #guard: CommitGuard;
  readonly #held = new Map<string, Op>();
  #update: Update | undefined;
  #appended = 0;
  #occurrences = new Map<string, number>();
  readonly coverage: Coverage[] = [];
  readiness: Readiness | undefined;
  dataAsOf: string | undefined;
  superseded = 0;
  /** Accounts with rows that no stable id names. */
  readonly looseAccounts = new Set<string>();
  readonly accountsSeen = new Set<string>();
  hasRemovals = false;

  constructor(ledger: Ledger, guard: CommitGuard) {
    this.#ledger = ledger;
    this.#guard = guard;
  }

  /** Whether ops had to move to the store. */
  get spilled(): boolean {
    return this.#appended > 0;
  }

  get empty(): boolean {
    return this.#held.size === 0 && this.#appended === 0;
  }

  occurrenceOf = (fingerprint: string): number => {
    const next = (this.#occurrences.get(fingerprint) ?? 0) + 1;
    this.#occurrences.set(fingerprint, next);
    return next;
  };

  async add(ops: readonly Op[]): Promise<void> {
    for (const op of ops) {
      if (this.#held.has(op.key)) this.superseded++;
      this.#held.set(op.key, op);
      this.accountsSeen.add(op.accountId);
      if (op.type === 'removal') this.hasRemovals = true;
      else if (op.loose) this.looseAccounts.add(op.accountId);
    }
    if (this.#held.size > IN_MEMORY) await this.#spill();
  }

  /** The net ops, ordered by key, in sets. Can be read more than once. */
  async *sets(): AsyncIterable<readonly Op[]> {
    if (this.#appended === 0) {
      const ops = [...this.#held.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      for (let i = 0; i < ops.length; i += SET) yield ops.slice(i, i + SET);
      return;
    }
    await this.#spill();
    for await (const rows of (await this.update()).staged())
      yield rows.map((row) => JSON.parse(row.value) as Op);
  }

  /** The store's side of this update. */
  async update(): Promise<Update> {
    this.#update ??= await this.#ledger.openUpdate(this.#guard);
    return this.#update;
  }

  async discard(): Promise<void> {
    this.#held.clear();
    await this.#update?.discard();
  }

  async #spill(): Promise<void> {
    if (this.#held.size === 0) return;
    const rows = [...this.#held.values()].map((op) => ({ key: op.key, value: JSON.stringify(op) }));
    this.#appended += rows.length;
    this.#held.clear();
    await (await this.update()).append(rows);
  }
}
