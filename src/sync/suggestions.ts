import type { RecordWrite } from '../store/records.ts';
import { decisionIdOf } from './identity.ts';
import type { Prepared } from './reconcile/prepared.ts';

/** Where joins wait that only the host can judge. */
export const SUGGESTIONS = 'suggestions';

/** Two rows that may be one. Accepting it joins them; nothing happens by itself. */
export interface Suggestion {
  readonly id: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** The booked row. */
  readonly transactionId: string;
  /** The pending row that ended. */
  readonly pendingId: string;
  readonly evidence: {
    readonly amount: 'exact' | 'tip';
    readonly daysApart: number;
    readonly sameText: boolean;
  };
}

/** The pairs of an update that were too ambiguous to join. */
export function suggestionsOf(
  connectionId: string,
  { suggestions, freshIds }: Pick<Prepared, 'suggestions' | 'freshIds'>,
): Suggestion[] {
  return suggestions.map(({ op, gone, evidence }) => {
    const transactionId = freshIds.get(op.key) ?? op.key;
    const id = decisionIdOf(transactionId, 'suggestion', gone.id);
    return { id, connectionId, accountId: op.accountId, transactionId, pendingId: gone.id, evidence };
  });
}

/** Keeps suggestions until the host has judged them. */
export function suggestionWrites(userId: string, suggestions: readonly Suggestion[]): RecordWrite[] {
  return suggestions.map((suggestion) => ({
    namespace: SUGGESTIONS,
    key: `${suggestion.connectionId}/${suggestion.id}`,
    userId,
    value: { ...suggestion, evidence: { ...suggestion.evidence } },
  }));
}
