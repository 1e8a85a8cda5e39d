import type { RecordWrite } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { decisionIdOf } from './identity.ts';
import type { Pair } from './reconcile/match-pending.ts';

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

/** Keeps each pair that was too ambiguous to join. */
export function suggestionWrites(
  { connectionId, userId }: RunContext,
  pairs: readonly Pair[],
): RecordWrite[] {
  return pairs.map(({ op, gone, evidence }) => {
    const suggestion: Suggestion = {
      id: decisionIdOf(op.key, 'suggestion', gone.id),
      connectionId,
      accountId: op.accountId,
      transactionId: op.key,
      pendingId: gone.id,
      evidence,
    };
    return {
      namespace: SUGGESTIONS,
      key: `${connectionId}/${suggestion.id}`,
      userId,
      value: { ...suggestion, evidence: { ...evidence } },
    };
  });
}
