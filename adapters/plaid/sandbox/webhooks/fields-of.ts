import { loginRequired } from '../item/trouble.ts';
import type { Item } from '../item/item.ts';
import { Problem, problemBody } from '../problem.ts';
import type { State } from '../state.ts';
import { phaseOf } from '../sync/phase.ts';

const WEEK_MS = 7 * 86_400_000;

/** What a kind of webhook carries besides type, code, Item and environment, where a test fires one. */
export function fieldsOf(state: State, item: Item, type: string, code: string): Record<string, unknown> {
  const [first] = [...item.grants.values()].map(({ id }) => id);
  const soon = new Date(state.world.now() + WEEK_MS).toISOString();
  const phase = phaseOf(state, item);
  const withStatus = (problem: Problem) => ({ ...problemBody(problem), status: problem.status });
  switch (`${type}/${code}`) {
    case 'TRANSACTIONS/SYNC_UPDATES_AVAILABLE':
      return {
        historical_update_complete: phase === 'historical',
        initial_update_complete: phase !== 'not_ready',
      };
    case 'TRANSACTIONS/INITIAL_UPDATE':
    case 'TRANSACTIONS/HISTORICAL_UPDATE':
    case 'TRANSACTIONS/DEFAULT_UPDATE':
      return { error: null, new_transactions: 0 };
    case 'TRANSACTIONS/TRANSACTIONS_REMOVED':
      return { error: null, removed_transactions: [] };
    case 'TRANSACTIONS/RECURRING_TRANSACTIONS_UPDATE':
      return { account_ids: [...item.grants.values()].map(({ id }) => id) };
    case 'ITEM/ERROR':
      return { error: withStatus(item.trouble ?? loginRequired()) };
    case 'ITEM/USER_PERMISSION_REVOKED':
      return {
        error: withStatus(
          new Problem('USER_PERMISSION_REVOKED', 'the user has revoked the permission', {
            type: 'ITEM_ERROR',
          }),
        ),
      };
    case 'ITEM/USER_ACCOUNT_REVOKED':
      return { account_id: first ?? '' };
    case 'ITEM/PENDING_DISCONNECT':
      return { disconnect_time: soon, reason: 'INSTITUTION_TOKEN_EXPIRATION' };
    case 'ITEM/PENDING_EXPIRATION':
      return { consent_expiration_time: soon };
    case 'ITEM/NEW_ACCOUNTS_AVAILABLE':
      return { error: null };
    case 'ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED':
      return { error: null, new_webhook_url: item.webhook };
    case 'HOLDINGS/DEFAULT_UPDATE':
      return { error: null, new_holdings: 1, updated_holdings: 0 };
    case 'INVESTMENTS_TRANSACTIONS/DEFAULT_UPDATE':
    case 'INVESTMENTS_TRANSACTIONS/HISTORICAL_UPDATE':
      return { cancelled_investments_transactions: 0, error: null, new_investments_transactions: 1 };
    case 'LIABILITIES/DEFAULT_UPDATE':
      return { account_ids_with_new_liabilities: [], account_ids_with_updated_liabilities: {}, error: null };
    default:
      return {};
  }
}
