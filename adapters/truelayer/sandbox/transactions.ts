import { addDays } from 'bankweave/adapter-kit';
import type { WorldRow } from 'bankweave/sandbox';
import { accountOf, type DataCall, type Half, numberOf, type Results } from './data-call.ts';
import { Refusal } from './refusal.ts';
import { idsOf } from './row-ids.ts';
import { timestampOf } from './row-time.ts';
import { categoryOf, classificationOf } from './row-words.ts';
import { windowOf } from './window.ts';

const unfinished: Results = { results: [], status: 'Running' };
// What a bank has at hand while it still collects the rest.
const EARLY_DAYS = 30;

/** `/accounts/{id}/transactions` and the same for cards: what is booked, the newest first, in one piece. */
export function booked(call: DataCall, half: Half): Results {
  const { world } = call.backend;
  const account = accountOf(call, half);
  const { from, to } = windowOf(call);
  const loginId = call.backend.loginOf(call.connection);
  if (world.takeFault(loginId, ['not_ready'])) return unfinished;
  const early = addDays(to, -EARLY_DAYS);
  if ((from === null || from < early) && world.takeFault(loginId, ['history_pending'])) return unfinished;
  const days = from === null ? { to } : { from, to };
  const rows = world.ledger(account.id, call.asOf, days).filter((row) => row.status === 'posted');
  const running = call.connection.scopes.includes('balance')
    ? world.runningBalances(account.id, call.asOf)
    : new Map<string, WorldRow['amount']>();
  const answer = answerName(call);
  const show = (row: WorldRow) => {
    const after = running.get(row.id);
    return {
      ...transactionBody(call, half, row, answer),
      ...(after && { running_balance: { amount: numberOf(after.value), currency: after.currency } }),
    };
  };
  return { results: rows.map(show).reverse() };
}

/** `/accounts/{id}/transactions/pending` and the same for cards: the whole set as it is now. */
export function pending(call: DataCall, half: Half): Results {
  const { habits, institution } = call.provider;
  const { pending: how = institution.pending ? 'served' : 'not_supported' } = habits;
  if (how === 'not_supported') throw new Refusal('endpoint_not_supported');
  if (how === 'denied') throw new Refusal('access_denied');
  const account = accountOf(call, half);
  const rows = call.backend.world.ledger(account.id, call.asOf).filter((row) => row.status === 'pending');
  const answer = answerName(call);
  return { results: rows.map((row) => transactionBody(call, half, row, answer)).reverse() };
}

function answerName({ backend, provider }: DataCall): string {
  return provider.habits.rehash ? backend.fresh('answer') : '';
}

function transactionBody(call: DataCall, half: Half, row: WorldRow, answer: string): object {
  const { habits } = call.provider;
  const out = row.amount.value.startsWith('-');
  const conflict = habits.typeConflicts && row.kind === 'purchase' && half === 'accounts';
  const inverted = half === 'cards' && habits.cardSigns === 'inverted';
  const timestamp = timestampOf(row, habits);
  const amount = numberOf(row.amount.value);
  const ids = idsOf(row, habits, timestamp, answer);
  const merchant = row.merchant?.name;
  const labels = habits.enrichment ? classificationOf(row) : [];
  return {
    ...ids,
    timestamp,
    description: row.originalDescription,
    amount: inverted ? -amount : amount,
    currency: row.amount.currency,
    transaction_type: out && !conflict ? 'DEBIT' : 'CREDIT',
    transaction_category: habits.oddities ? 'ROUND_UP' : categoryOf(row),
    transaction_classification: habits.oddities ? labels.map((label) => ` ${label} `) : labels,
    ...(habits.enrichment && merchant !== undefined && { merchant_name: merchant }),
    meta: {
      provider_transaction_category: row.kind.toUpperCase(),
      transaction_type: out ? 'Debit' : 'Credit',
      ...(ids.provider_transaction_id !== undefined && { provider_id: ids.provider_transaction_id }),
      ...(row.reference !== undefined && { provider_reference: row.reference }),
      ...(row.datetime !== undefined && { transaction_time: row.datetime }),
      ...nameOf(row, habits.enrichment),
      ...(row.location?.city !== undefined && { location: row.location.city }),
      ...(habits.oddities && { constellation: 'Cassiopeia' }),
    },
  };
}

function nameOf(row: WorldRow, enriched: boolean): object {
  const name = row.counterparty?.name ?? (enriched ? undefined : row.merchant?.name);
  return name === undefined ? {} : { counter_party_preferred_name: name };
}
