import type { WorldAccount } from 'bankweave/sandbox';
import type { Grant } from '../item/item.ts';
import { Problem } from '../problem.ts';

type Shared = { readonly grant: Grant; readonly account: WorldAccount };

/** The accounts that a request names, or all of them. */
export function chosen(shared: readonly Shared[], ids: readonly string[] | undefined): readonly Shared[] {
  if (!ids) return shared;
  if (ids.some((id) => !shared.some(({ grant }) => grant.id === id))) throw accountIdProblem();
  return shared.filter(({ grant }) => ids.includes(grant.id));
}

/** An account id that names nothing. */
export function accountIdProblem(): Problem {
  return new Problem('INVALID_ACCOUNT_ID', 'failed to find requested account ID for requested item');
}
