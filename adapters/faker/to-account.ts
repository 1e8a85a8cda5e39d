import type { AdapterAccount } from 'bankweave/adapter-kit';
import type { WorldAccount } from 'bankweave/sandbox';
import { toInstant } from './to-connection.ts';

/** An account in the library's words. What is owed is positive there and in the world alike. */
export function toAccount(account: WorldAccount, asOf: number): AdapterAccount {
  const { id, name, officialName, mask, type, subtype, currency, holder, status, credit } = account;
  const { current, available, limit } = account.balances;
  const kind = type === 'credit' || type === 'loan' ? 'liability' : 'asset';
  return {
    id,
    persistentId: id,
    name,
    officialName,
    mask,
    type,
    subtype,
    currency,
    holder,
    status,
    balances: { kind, current, available, limit, asOf: toInstant(asOf) },
    ...(credit ? { credit } : {}),
  };
}
