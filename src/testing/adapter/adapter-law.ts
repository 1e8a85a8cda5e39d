import type { AnyAdapter } from '../../adapter-kit/contract.ts';
import type { FaultKind } from '../../sandbox/faults/fault.ts';
import type { Law } from '../law.ts';
import type { ProviderWorld, WorldAbilities } from './provider-world.ts';
import type { Rig } from './rig.ts';

/** Why a law does not apply to an adapter; `undefined` where it does. */
export type Exemption = (adapter: AnyAdapter) => string | undefined;

interface Terms {
  /** What the world has to be able to do. */
  readonly needs?: readonly (keyof WorldAbilities | 'finishLink' | 'documentedErrors')[];
  /** Whether it needs the adapter with pages of several sizes. */
  readonly pages?: boolean;
  /** The fault that the world has to be able to cause. */
  readonly fault?: FaultKind;
  readonly exempt?: Exemption;
}

export interface AdapterLaw extends Law, Terms {
  readonly check: (rig: Rig) => Promise<void>;
}

export function law(id: string, reason: string, terms: Terms, check: AdapterLaw['check']): AdapterLaw {
  return { id, reason, ...terms, check };
}

/** Why a law cannot be tried, or does not apply; `undefined` where it is. */
export function skippedBecause(
  law: AdapterLaw,
  adapter: AnyAdapter,
  world: ProviderWorld,
  pageSizes: readonly number[] = [],
): string | undefined {
  const { without = {} } = world;
  const given = (name: string): string | undefined => (without as Readonly<Record<string, string>>)[name];
  const own = given(law.id) ?? law.exempt?.(adapter);
  if (own !== undefined) return own;
  if (law.pages === true && pageSizes.length < 2)
    return 'no `pageSizes` were given, with which the adapter can be made';
  const lacking = law.needs?.find((need) => world[need] === undefined);
  if (lacking !== undefined) return given(lacking) ?? `the world cannot do '${lacking}'`;
  if (law.fault === undefined) return undefined;
  if (!world.fail || !world.faults?.includes(law.fault))
    return given(law.fault) ?? `the world cannot cause '${law.fault}'`;
  return undefined;
}

/** For laws about requests. */
export const offline: Exemption = ({ traits }) =>
  traits.hosts.length === 0 ? 'it makes no requests: `traits.hosts` is empty' : undefined;

/** For laws about pending rows. */
export const noPending: Exemption = ({ traits }) =>
  traits.pending === 'none' ? "`traits.pending` is 'none'" : undefined;

/** For laws that hold only for adapters with some value of a trait. */
export function onlyWhere(trait: 'removals' | 'pending', ...values: readonly string[]): Exemption {
  return ({ traits }) =>
    values.includes(traits[trait]) ? undefined : `\`traits.${trait}\` is '${traits[trait]}'`;
}

/** For laws about an optional facet. */
export function onlyWith(facet: 'institutions' | 'balances' | 'webhooks'): Exemption {
  return (adapter) => (adapter[facet] ? undefined : `the adapter has no \`${facet}\``);
}
