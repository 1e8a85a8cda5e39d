import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import type { Alias, Decision, RowWrite, TransactionRow } from '../store/rows.ts';
import type { ChangeSet } from '../store/ledger.ts';
import { instant } from '../model/calendar-date.ts';
import { decisionIdOf, identityKey } from './identity.ts';
import { freeIdOf } from './lookup.ts';
import type { Ports } from './ports.ts';
import { withFacts } from './reconcile/facts.ts';
import { SUGGESTIONS, suggestionKey, type TransactionSuggestion } from './suggestions.ts';

const JOINS = ['provider_link', 'gone_pending_match', 'fingerprint', 'unstable_id', 'accepted_suggestion'];

/**
 * Takes a join apart: the row goes back to what it was before, and what it had become gets a row of its own, which the
 * provider's id leads to from now on, so that the next sync does not join them again.
 */
export async function undoJoin(ports: Ports, decision: Decision): Promise<Partial<ChangeSet>> {
  const { id, transactionId, connectionId, userId, before, rule } = decision;
  if (decision.undoneAt) throw new ConflictError('This decision was undone before.', { connectionId });
  if (!before || !JOINS.includes(rule))
    throw new ConflictError(`A decision of the kind '${rule}' joins nothing, so there is nothing to undo.`, {
      connectionId,
    });
  const { ledger } = ports.store;
  const [current] = await ledger.known(connectionId, [transactionId]);
  if (!current) throw new NotFoundError('The row of this decision is gone.', { connectionId });
  const at = instant(ports.clock.now());
  const split: TransactionRow = { ...current.row, id: await freshId(ports, connectionId, current.row) };
  const aliases: Alias[] = current.row.providerIds
    .filter(
      (one) =>
        one.stable &&
        !before.providerIds.some((other) => other.scheme === one.scheme && other.value === one.value),
    )
    .map((one) => ({
      key: identityKey(current.accountId, one.scheme, one.value),
      accountId: current.accountId,
      transactionId: split.id,
    }));
  const rows: RowWrite[] = [
    { type: 'insert', row: split, origin: 'correction' },
    // The pending row had ended when it was joined, so on its own it is one that was never booked.
    {
      type: 'update',
      row:
        before.facts.status === 'pending' ? withFacts(before, { ...before.facts, status: 'void' }) : before,
      origin: 'correction',
    },
  ];
  const undone: Decision = { ...decision, undoneAt: at };
  const reason: Decision = {
    id: decisionIdOf(split.id, 'undone', id),
    userId,
    connectionId,
    transactionId: split.id,
    rule: 'undone',
    at,
    evidence: { decision: id, from: transactionId },
  };
  return { rows, aliases, decisions: [undone, reason] };
}

/** Joins the two rows of a suggestion: the ended pending row lives on as the booked one. */
export async function acceptSuggestion(
  ports: Ports,
  userId: string,
  suggestion: TransactionSuggestion,
): Promise<Partial<ChangeSet>> {
  const { connectionId, transactionId, pendingId } = suggestion;
  const rows = new Map(
    (await ports.store.ledger.known(connectionId, [transactionId, pendingId])).map((row) => [row.id, row]),
  );
  const [posted, pending] = [rows.get(transactionId), rows.get(pendingId)];
  if (posted && !posted.hidden && pending?.status === 'pending' && !pending.hidden)
    throw new ConflictError('The pending row still stands at the bank; join them once it has ended.', {
      connectionId,
    });
  if (!posted || !pending || posted.hidden || pending.status !== 'void')
    throw new ConflictError('The rows of this suggestion have changed since; it no longer holds.', {
      connectionId,
    });
  const at = instant(ports.clock.now());
  const aliases = posted.row.providerIds
    .filter((id) => id.stable)
    .map((id) => ({
      key: identityKey(posted.accountId, id.scheme, id.value),
      accountId: posted.accountId,
      transactionId: pendingId,
    }));
  return {
    rows: [
      { type: 'update', row: { ...posted.row, id: pendingId }, origin: 'correction' },
      { type: 'hide', id: transactionId, as: 'removed', origin: 'correction' },
    ],
    aliases,
    decisions: [
      {
        id: decisionIdOf(pendingId, 'accepted_suggestion', transactionId),
        userId,
        connectionId,
        transactionId: pendingId,
        rule: 'accepted_suggestion',
        at,
        evidence: { joined: transactionId, ...suggestion.evidence },
        before: pending.row,
      },
    ],
    records: [{ namespace: SUGGESTIONS, key: suggestionKey(suggestion), userId, value: undefined }],
  };
}

function freshId(ports: Ports, connectionId: string, row: TransactionRow): Promise<string> {
  const first = row.providerIds.find((id) => id.stable) ?? row.providerIds[0];
  const key = identityKey(row.accountId, first?.scheme ?? 'row', first?.value ?? row.id);
  return freeIdOf(ports.store.ledger, connectionId, key);
}
