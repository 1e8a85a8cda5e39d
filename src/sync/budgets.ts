import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { erasedError, hasFallen } from '../audit/generation.ts';
import type { RequestBudget } from '../adapter-kit/http/contract.ts';
import { AdapterContractError, BudgetExhaustedError, StoreUnavailableError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import type { Records, RecordWrite } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';

/** Where the calls of rolling windows are counted. */
export const BUDGETS = 'budgets';

const MOST_RACES = 100;

/** Who spends. */
export interface Spender {
  readonly records: Records;
  readonly clock: Clock;
  readonly adapter: AnyAdapter;
  readonly userId: string;
  readonly connectionId: string | undefined;
  readonly attended: boolean;
  /** Holds only while the user is not erased. */
  readonly fence?: RecordWrite | undefined;
}

/**
 * Takes one call from a budget before the request leaves, so that no interleaving of workers can exceed it. A call
 * that fails has been spent all the same.
 *
 * @throws BudgetExhaustedError with `retryAfterMs` until the window lets one more through
 */
export async function debit(
  { records, clock, adapter, userId, connectionId, attended, fence }: Spender,
  { name, account }: RequestBudget,
): Promise<void> {
  const budget = adapter.traits.budgets.find((one) => one.name === name);
  if (!budget)
    throw new AdapterContractError(
      `The '${adapter.id}' adapter spends from a budget '${name}' that its traits do not declare.`,
      { provider: adapter.id },
    );
  if (attended && budget.attendedExempt) return;
  const whose =
    budget.per === 'provider'
      ? ''
      : budget.per === 'connection'
        ? connectionId
        : `${connectionId}/${account ?? ''}`;
  const key = `${budget.per === 'provider' ? '' : `${connectionId}/`}${adapter.id}/${name}/${whose}`;
  const owner = budget.per === 'provider' ? '' : userId;
  for (let race = 0; race < MOST_RACES; race++) {
    const now = clock.now();
    const record = await records.get(EVERY_USER, BUDGETS, key);
    const spent = ((record?.value as readonly number[] | undefined) ?? []).filter(
      (at) => at > now - budget.windowMs,
    );
    if (spent.length >= budget.calls) {
      throw new BudgetExhaustedError(`The budget '${name}' is spent; the request was not sent.`, {
        provider: adapter.id,
        connectionId,
        retryAfterMs: (spent[0] ?? now) + budget.windowMs - now,
        scope: account === undefined ? 'connection' : 'account',
      });
    }
    const written = await records.write([
      {
        namespace: BUDGETS,
        key,
        userId: owner,
        value: [...spent, now],
        dueAt: now + budget.windowMs,
        ifVersion: record?.version ?? 0,
      },
      ...(fence ? [fence] : []),
    ]);
    if (written) return;
    if (fence && (await hasFallen(records, fence))) throw erasedError();
  }
  throw new StoreUnavailableError('The budget could not be debited; the request was not sent.', {
    provider: adapter.id,
  });
}
