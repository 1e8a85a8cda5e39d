import type { WorldAccount } from 'bankweave/sandbox';
import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';
import { digest } from './digest.ts';
import type { Provider } from './providers.ts';
import { Refusal } from './refusal.ts';
import type { TrueLayerRoute } from './routes.ts';

/** One call of a data endpoint, after everything that may refuse it at the door. */
export interface DataCall {
  readonly backend: Backend;
  readonly connection: Connection;
  readonly provider: Provider;
  readonly route: TrueLayerRoute;
  /** TrueLayer's account id from the path. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly now: number;
  /** The moment up to which the bank's data are known; earlier than now while it is stale. */
  readonly asOf: number;
}

/** An endpoint's answer, before its envelope. */
export interface Results {
  readonly results: readonly object[];
  /** Default: `Succeeded`. */
  readonly status?: 'Succeeded' | 'Queued' | 'Running' | 'Failed';
}

/** One half of the API. */
export type Half = 'accounts' | 'cards';

/** Accounts of one half that the connection may see. */
export function visible(call: DataCall, half: Half): readonly WorldAccount[] {
  const { backend, connection, provider, asOf } = call;
  const type = half === 'accounts' ? 'depository' : 'credit';
  return backend.world
    .login(provider.institution.id, connection.username, asOf)
    .accounts.filter(
      (account) => account.type === type && (connection.accounts?.includes(account.id) ?? true),
    );
}

/** TrueLayer's id of an account of the world. */
export function accountIdOf(provider: Provider, connection: Connection, worldId: string): string {
  const consent = provider.habits.accountIdsPerConsent ? connection.id : '';
  return digest('account', provider.id, worldId, consent).slice(0, 32);
}

/** The account that the path names. */
export function accountOf(call: DataCall, half: Half): WorldAccount {
  const found = visible(call, half).find(
    (account) => accountIdOf(call.provider, call.connection, account.id) === call.id,
  );
  if (!found) throw new Refusal('account_not_found');
  return found;
}

/** A moment of the world as TrueLayer writes it, with as many digits after the second as asked for. */
export function stamp(ms: number, digits: 3 | 7 = 3): string {
  return digits === 3 ? new Date(ms).toISOString() : new Date(ms).toISOString().replace('Z', '0000Z');
}

/** A decimal text as the number that TrueLayer sends. */
export function numberOf(value: string): number {
  return Number(value);
}
