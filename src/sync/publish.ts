import { publishRange } from '../changes/publish-since.ts';
import type { CommitReceipt } from '../store/ledger.ts';
import type { RunContext } from './context.ts';
import type { Suggestion } from './suggestions.ts';

/**
 * Tells the process what a commit put into the change feed; after it, never before. What is committed stays committed,
 * so a fault here is only worth a line in the log.
 */
export async function publishCommit(
  { ports, userId, connectionId }: Pick<RunContext, 'ports' | 'userId' | 'connectionId'>,
  receipt: CommitReceipt,
  suggestions: readonly Suggestion[] = [],
): Promise<void> {
  try {
    await publishRange(ports, receipt);
  } catch {
    const message = 'What was committed could not be told to listeners; the change feed has it.';
    ports.logger.warn(message, { connectionId });
  }
  for (const { id } of suggestions)
    ports.publish({ type: 'suggestion.added', userId, connectionId, suggestionId: id });
}
