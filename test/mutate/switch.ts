/** Which mutant is on, asked by the instrumented code at every place. */
class Switch {
  /** What has been come by since the last reset. */
  seen = new Set<number>();
  #active = 0;
  #calls = 0;
  #limit = Number.POSITIVE_INFINITY;

  get calls(): number {
    return this.#calls;
  }

  /** From here on the mutant is on; 0 is none. After so many calls the code is taken to go round for ever. */
  turn(id: number, limit = Number.POSITIVE_INFINITY): void {
    this.#active = id;
    this.#calls = 0;
    this.#limit = limit;
    if (id === 0) this.seen = new Set();
  }

  readonly isMutant = (id: number): boolean => {
    this.#calls += 1;
    if (this.#active === 0) {
      this.seen.add(id);
      return false;
    }
    if (this.#calls > this.#limit) throw new Error('this goes round for ever');
    return id === this.#active;
  };
}

export const mutantSwitch = new Switch();
Object.assign(globalThis, { isMutant: mutantSwitch.isMutant });
