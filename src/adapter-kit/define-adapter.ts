import type { Adapter } from './contract.ts';

/** Defines an adapter; its id, link input and link parameters are inferred through to the caller. */
export function defineAdapter<const Id extends string, Input, Params>(
  adapter: Adapter<Id, Input, Params>,
): Adapter<Id, Input, Params> {
  return adapter;
}
