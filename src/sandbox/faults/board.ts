import { accountOf, loginOf, placeOf } from '../bank/ids.ts';
import type { ActiveFault, Fault, FaultKind } from './fault.ts';

interface Armed {
  readonly fault: ActiveFault;
  left: number;
}

/** Which faults are in force where. */
export class FaultBoard {
  readonly #armed = new Map<string, Armed[]>();

  arm(target: string, fault: Fault, since: number): void {
    const others = (this.#armed.get(target) ?? []).filter((armed) => armed.fault.kind !== fault.kind);
    const armed = { fault: { ...fault, target, since }, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#armed.set(target, [...others, armed]);
  }

  heal(target: string, kind?: FaultKind): void {
    const left = kind ? (this.#armed.get(target) ?? []).filter((armed) => armed.fault.kind !== kind) : [];
    this.#armed.set(target, left);
  }

  /** The first fault in force for a thing or what it belongs to, widest first; `use` counts one call against it. */
  find(id: string, kinds: readonly FaultKind[], now: number, use: boolean): ActiveFault | undefined {
    for (const target of reach(id)) {
      for (const armed of this.#armed.get(target) ?? []) {
        const { fault } = armed;
        if (
          !kinds.includes(fault.kind) ||
          armed.left <= 0 ||
          (fault.until ?? Number.POSITIVE_INFINITY) <= now
        )
          continue;
        if (use) armed.left -= 1;
        return fault;
      }
    }
    return undefined;
  }
}

function reach(id: string): readonly string[] {
  const { institutionId, loginId, accountId } = placeOf(id);
  if (accountId) return [institutionId, loginOf(id), accountOf(id)];
  return loginId ? [institutionId, loginId] : [institutionId];
}
