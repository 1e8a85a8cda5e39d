import type { RefusalFacts } from './refusal.ts';
import type { TrueLayerCode } from './codes.ts';
import type { TrueLayerRoute } from './routes.ts';

/** What a route does instead of its work, or with its answer. */
export type TrueLayerFault = (
  | ({
      /** One of TrueLayer's errors, in its usual shape. */
      readonly kind: 'error';
      readonly code: TrueLayerCode;
    } & RefusalFacts)
  /** `application/problem+json`, the shape of TrueLayer's newer products. */
  | { readonly kind: 'problem'; readonly status: number; readonly title: string; readonly detail?: string }
  /** The page of a gateway in front of TrueLayer. */
  | { readonly kind: 'html'; readonly status: number }
  /** 200 without a body. */
  | { readonly kind: 'empty' }
  /** The right answer, cut in the middle. */
  | { readonly kind: 'truncated' }
  /** The right answer, half of it late. The world's clock waits. */
  | { readonly kind: 'slow'; readonly seconds: number }
  /** The connection ends after the first bytes. */
  | { readonly kind: 'reset' }
  /** Not finished at the bank: no results yet, and the status says so. */
  | { readonly kind: 'unfinished'; readonly status: 'Queued' | 'Running' | 'Failed' }
) & {
  /** Which call from now it spoils first. Default: 1, the next. */
  readonly nth?: number;
  /** How many calls it spoils from there on. Default: 1. */
  readonly times?: number;
  /** TrueLayer's id of the one account it is about. */
  readonly account?: string;
};

interface Armed {
  readonly route: TrueLayerRoute | '*';
  readonly fault: TrueLayerFault;
  skip: number;
  left: number;
}

/** Faults that were armed by hand. */
export class Faults {
  #armed: Armed[] = [];

  arm(route: TrueLayerRoute | '*', fault: TrueLayerFault): void {
    this.#armed.push({ route, fault, skip: (fault.nth ?? 1) - 1, left: fault.times ?? 1 });
  }

  clear(route?: TrueLayerRoute | '*'): void {
    this.#armed = route === undefined ? [] : this.#armed.filter((armed) => armed.route !== route);
  }

  /** The fault for a call, which counts against it. */
  take(route: TrueLayerRoute, account: string): TrueLayerFault | undefined {
    let taken: TrueLayerFault | undefined;
    for (const armed of this.#armed) {
      if (armed.route !== '*' && armed.route !== route) continue;
      if (armed.fault.account !== undefined && armed.fault.account !== account) continue;
      if (armed.skip > 0) armed.skip -= 1;
      else if (!taken) {
        armed.left -= 1;
        taken = armed.fault;
      }
    }
    this.#armed = this.#armed.filter((armed) => armed.left > 0);
    return taken;
  }
}
