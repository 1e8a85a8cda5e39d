import type { FaultTiming, RouteFault } from './route-fault.ts';

interface Armed {
  readonly route: string;
  readonly fault: RouteFault;
  readonly itemId: string | undefined;
  /** Calls still to be let through. */
  skip: number;
  left: number;
}

/** Which routes are to fail, and when. */
export class Switchboard {
  #armed: Armed[] = [];

  /** `*` arms every route. */
  arm(route: string, fault: RouteFault, { nth = 1, times = 1, itemId }: FaultTiming): void {
    if (!(nth >= 1 && times >= 1)) throw new RangeError('nth and times count from 1');
    this.#armed.push({ route, fault, itemId, skip: nth - 1, left: times });
  }

  clear(route?: string): void {
    this.#armed = route === undefined ? [] : this.#armed.filter((armed) => armed.route !== route);
  }

  /** Counts a call, and gives the fault that strikes it. */
  take(route: string, itemId: string | undefined): RouteFault | undefined {
    let struck: RouteFault | undefined;
    for (const armed of this.#armed) {
      if (armed.route !== '*' && armed.route !== route) continue;
      if (armed.itemId !== undefined && armed.itemId !== itemId) continue;
      if (armed.skip > 0) armed.skip -= 1;
      else if (!struck) {
        struck = armed.fault;
        armed.left -= 1;
      }
    }
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return struck;
  }
}
