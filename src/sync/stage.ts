import type { Readiness } from '../adapter-kit/rows.ts';
import { nextTurn } from '../internal/next-turn.ts';
import type { CommitGuard, Ledger, Update } from '../store/ledger.ts';
import { type Op, opOfText, textOfOp } from './op.ts';

/** Ops held in memory, two years of a busy account; beyond this many they move to the store, so that memory stays flat. */
const IN_MEMORY = 10_000;
const SET = 1_000;

/**
 * Holds one update where nobody sees it. A later op replaces an earlier one with the same key. What has to be known
 * over the whole update is noted as ops come in.
 */
export class Stage {
  readonly #ledger: Ledger;
  readonly #guard: CommitGuard;
  readonly #inMemory: number;
  readonly #held = new Map<string, Op>();
  readonly #occurrences = new Map<string, number>();
  #sorted: readonly Op[] | undefined;
  #update: Update | undefined;
  #spilled = false;
  // One byte a place: how long an update is must not show in memory.
  #settled = new Uint8Array(0);
  /** How many ops were taken in, replaced ones among them. */
  added = 0;
  readiness: Readiness | undefined;
  /** Identity keys of the pending rows it holds, and the op of each. */
  readonly pending = new Map<string, string>();
  /** Accounts with rows that no stable id names. */
  readonly looseAccounts = new Set<string>();
  readonly accountsSeen = new Set<string>();
  hasRemovals = false;

  constructor(ledger: Ledger, guard: CommitGuard, inMemory = IN_MEMORY) {
    this.#ledger = ledger;
    this.#guard = guard;
    this.#inMemory = inMemory;
  }

  get empty(): boolean {
    return this.added === 0;
  }

  occurrenceOf = (fingerprint: string): number => {
    const next = (this.#occurrences.get(fingerprint) ?? 0) + 1;
    this.#occurrences.set(fingerprint, next);
    return next;
  };

  async add(ops: readonly Op[]): Promise<void> {
    for (const op of ops) {
      this.#held.set(op.key, op);
      this.accountsSeen.add(op.accountId);
      this.#note(op);
    }
    this.added += ops.length;
    this.#sorted = undefined;
    if (this.#settled.length > 0) this.#settled = new Uint8Array(0);
    if (this.#held.size > this.#inMemory) await this.#spill();
  }

  /** The net ops, ordered by key, in sets. Can be read more than once. */
  async *sets(): AsyncGenerator<readonly Op[]> {
    for await (const { ops } of this.#read(() => true)) yield ops;
  }

  /** Notes that the op at this place of the order changes nothing. */
  settle(place: number): void {
    if (place >= this.#settled.length) {
      const longer = new Uint8Array(Math.max(1_024, place * 2));
      longer.set(this.#settled);
      this.#settled = longer;
    }
    this.#settled[place] = 1;
  }

  /** The sets without the ops that are settled, and how many those are; `isOpen` names some that are not after all. */
  open(
    isOpen: (key: string) => boolean,
  ): AsyncGenerator<{ readonly ops: readonly Op[]; readonly settled: number }> {
    return this.#read((key, place) => this.#settled[place] !== 1 || isOpen(key));
  }

  async *#read(
    wanted: (key: string, place: number) => boolean,
  ): AsyncGenerator<{ readonly ops: readonly Op[]; readonly settled: number }> {
    let place = 0;
    if (this.#spilled) {
      await this.#spill();
      for await (const rows of (await this.update()).staged()) {
        const open = rows.filter(({ key }) => wanted(key, place++));
        const ops = open.map(({ key, value }) => opOfText(key, value));
        yield { ops, settled: rows.length - ops.length };
        await nextTurn();
      }
      return;
    }
    this.#sorted ??= [...this.#held.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (let i = 0; i < this.#sorted.length; i += SET) {
      if (i > 0) await nextTurn();
      const set = this.#sorted.slice(i, i + SET);
      const ops = set.filter(({ key }) => wanted(key, place++));
      yield { ops, settled: set.length - ops.length };
    }
  }

  /** The store's side of this update. */
  async update(): Promise<Update> {
    this.#update ??= await this.#ledger.openUpdate(this.#guard);
    return this.#update;
  }

  async discard(): Promise<void> {
    this.#held.clear();
    this.#sorted = undefined;
    await this.#update?.discard();
  }

  #note(op: Op): void {
    if (op.type === 'upsert' && op.status === 'pending') {
      for (const key of op.keys) this.pending.set(key, op.key);
    } else if (this.pending.size > 0) {
      for (const key of op.keys) if (this.pending.get(key) === op.key) this.pending.delete(key);
    }
    if (op.type === 'removal') this.hasRemovals = true;
    else if (op.loose) this.looseAccounts.add(op.accountId);
  }

  async #spill(): Promise<void> {
    if (this.#held.size === 0) return;
    this.#spilled = true;
    const rows = [...this.#held.values()].map((op) => ({ key: op.key, value: textOfOp(op) }));
    this.#held.clear();
    this.#sorted = undefined;
    await (await this.update()).append(rows);
  }
}
