/** Things to be done by hand once a moment has come. */
export class Agenda {
  #planned: { readonly at: number; readonly run: () => unknown }[] = [];

  plan(at: number, run: () => unknown): void {
    this.#planned = [...this.#planned, { at, run }].sort((a, b) => a.at - b.at);
  }

  /** Does what is due; a thing whose row is gone in the meantime is dropped. */
  run(now: number): void {
    // What is run looks at the clock itself and comes by here again, so each entry is taken off first.
    for (let due = this.#planned[0]; due !== undefined && due.at <= now; due = this.#planned[0]) {
      this.#planned = this.#planned.slice(1);
      try {
        due.run();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }
}
