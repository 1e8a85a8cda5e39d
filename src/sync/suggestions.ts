import type { RecordWrite } from '../store/records.ts';
import type { AccountSuggestion } from './account-suggestions.ts';

/** Where joins wait that only the host can judge. */
export const SUGGESTIONS = 'suggestions';

/** Two rows, or two accounts, that may be one. Nothing happens by itself. */
export type Suggestion = TransactionSuggestion | AccountSuggestion;

/** Two rows that may be one. Accepting it joins them, as soon as the pending one has ended. */
export interface TransactionSuggestion {
  readonly type: 'transaction';
  readonly id: string;
  readonly connectionId: string;
  readonly accountId: string;
  /** The booked row. */
  readonly transactionId: string;
  /** The pending row that ended, or that still stands beside the booked one. */
  readonly pendingId: string;
  readonly evidence: {
    readonly amount: 'exact' | 'tip';
    readonly daysApart: number;
    readonly sameText: boolean;
  };
}

/** Keeps suggestions until the host has judged them. */
export function suggestionWrites(userId: string, suggestions: readonly Suggestion[]): RecordWrite[] {
  return suggestions.map((suggestion) => ({
    namespace: SUGGESTIONS,
    key: suggestionKey(suggestion),
    userId,
    value: { ...suggestion, evidence: { ...suggestion.evidence } },
  }));
}

/** The key that a suggestion is kept under. */
export function suggestionKey({ connectionId, id }: Pick<Suggestion, 'connectionId' | 'id'>): string {
  return `${connectionId}/${id}`;
}
