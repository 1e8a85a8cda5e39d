import { decisionIdOf } from './identity.ts';
import type { Prepared } from './reconcile/prepared.ts';
import type { TransactionSuggestion } from './suggestions.ts';

/** The pairs of an update that were too ambiguous to join. */
export function suggestionsOf(
  connectionId: string,
  { suggestions, freshIds }: Pick<Prepared, 'suggestions' | 'freshIds'>,
): TransactionSuggestion[] {
  return suggestions.map(({ op, gone, evidence }) => {
    const transactionId = freshIds.get(op.key) ?? op.key;
    const id = decisionIdOf(transactionId, 'suggestion', gone.id);
    const { accountId } = op;
    return { type: 'transaction', id, connectionId, accountId, transactionId, pendingId: gone.id, evidence };
  });
}
