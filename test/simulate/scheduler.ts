import { createHash } from 'node:crypto';
import type { ConnectionCall } from 'bankweave/adapter-kit';
import type { Chance } from './chance.ts';

type Clock = ConnectionCall['clock'];

/** Somebody who does things: a process of the app, or the test itself. */
export class Actor {
  readonly name: string;
  /** A dead one never gets on: whatever it awaits does not come. */
  dead = false;
  /** Stopped by the machine until then, without knowing; it goes on as if nothing had been. */
  stoppedUntil = 0;
  constructor(name: string) {
    this.name = name;
  }
}

interface Waiting {
  readonly actor: Actor;
  readonly what: string;
  readonly until: number;
  readonly go: () => void;
}

// So many turns of the event loop end all work that waits for nobody outside.
const TURNS = 3;

/**
 * One thread for many processes: everything that happens passes a gate, one at a time, in an order that chance picks.
 * Time stands still while anything can happen, and then goes on to whatever sleeps the shortest.
 */
export class Scheduler {
  readonly #chance: Chance;
  readonly #trace = createHash('sha256');
  readonly #waiting = new Set<Waiting>();
  #now: number;
  /** How many gates were passed. */
  steps = 0;
  /** The last gates that were passed, for a failure's story. */
  readonly recent: string[] = [];

  constructor(chance: Chance, start: number) {
    this.#chance = chance;
    this.#now = start;
  }

  now = (): number => this.#now;

  /** What happened in which order, as a digest. */
  digest(): string {
    return this.#trace.copy().digest('hex');
  }

  /** Writes into the trace what a gate does not show. */
  note(text: string): void {
    this.#trace.update(`${this.#now} ${text}\n`);
    this.recent.push(`${new Date(this.#now).toISOString()} ${text}`);
    if (this.recent.length > 400) this.recent.shift();
  }

  /** Resolves when it is this one's turn. */
  gate(actor: Actor, what: string): Promise<void> {
    return this.#until(actor, what, this.#now);
  }

  sleep(actor: Actor, ms: number, signal?: AbortSignal): Promise<void> {
    return this.#until(actor, 'wakes', this.#now + Math.max(0, ms), signal);
  }

  clockOf(actor: Actor): Clock {
    return {
      now: this.now,
      monotonic: this.now,
      sleep: (ms, { signal } = {}) => this.sleep(actor, ms, signal),
    };
  }

  /** Lets things happen until the work is done. */
  async run<T>(work: Promise<T>, most = 200_000): Promise<T> {
    let done = false;
    const end = (): void => {
      done = true;
    };
    work.then(end, end);
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await nextTurn();
      if (done) return work;
      const next = this.#next() ?? (await this.#late());
      if (!next) throw new Error('Everything waits for something that never comes.');
      if (++this.steps > most) throw new Error(`Not done after ${most} steps.`);
      this.#waiting.delete(next);
      this.note(`${next.actor.name} ${next.what}`);
      next.go();
    }
  }

  /** Parts of the library are loaded when they are first used, and that takes real time. */
  async #late(): Promise<Waiting | undefined> {
    for (let turn = 0; turn < 200; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const next = this.#next();
      if (next) return next;
    }
    return undefined;
  }

  #next(): Waiting | undefined {
    const able = [...this.#waiting].filter(({ actor }) => !actor.dead);
    if (able.length === 0) return undefined;
    const readyAt = ({ actor, until }: Waiting): number => Math.max(until, actor.stoppedUntil);
    const soonest = Math.min(...able.map(readyAt));
    this.#now = Math.max(this.#now, soonest);
    return this.#chance.pick(able.filter((one) => readyAt(one) <= this.#now));
  }

  #until(actor: Actor, what: string, until: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        this.#waiting.delete(waiting);
        reject(signal?.reason as Error);
      };
      const go = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiting = { actor, what, until, go };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
    });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
