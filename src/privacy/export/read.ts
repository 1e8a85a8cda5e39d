import { AUDIT, lineIn } from '../../audit/chain.ts';
import { CONSENTS } from '../../consent/chain.ts';
import type { ConsentRecord } from '../../consent/record.ts';
import type { Account } from '../../model/account.ts';
import { positionOf } from '../../store/position.ts';
import { QUARANTINE, type QuarantinedRecord } from '../../sync/quarantine.ts';
import type { Ports } from '../../sync/ports.ts';
import { SUGGESTIONS, type Suggestion } from '../../sync/suggestions.ts';
import { everyConnection, everyRecord, everyRow } from '../every.ts';
import { type ExportLine, line } from './line.ts';

const STATUSES = ['pending', 'posted', 'void'] as const;

/**
 * Every line of a person but the first and the last, page by page. Without `whole`, reasons of rows are not read, which
 * is enough for counting.
 */
export async function* linesOf(
  ports: Ports,
  userId: string,
  { whole }: { readonly whole: boolean },
): AsyncGenerator<ExportLine> {
  const scope = { userId };
  const { ledger } = ports.store;
  for await (const { connection } of everyConnection(ports, scope)) yield line('connection', connection);
  for await (const { value } of everyRecord(ports, scope, CONSENTS))
    yield line('consent', value as unknown as ConsentRecord);
  const accounts = (): AsyncGenerator<Account> => everyAccount(ports, userId);
  for await (const account of accounts()) {
    yield line('account', account);
    const balances = everyRow(
      (page) => ledger.balances(scope, account.id, {}, page),
      ({ takenAt }) => takenAt,
    );
    for await (const balance of balances) yield line('balance', balance);
  }
  const rows = everyRow(
    (page) => ledger.transactions(scope, { statuses: STATUSES }, 'oldest', page),
    (row) => positionOf(row, 'oldest'),
  );
  for await (const row of rows)
    yield line('transaction', { ...row, decisions: whole ? await ledger.decisions(scope, row.id) : [] });
  for await (const account of accounts()) yield* hiddenRows(ports, account, userId, whole);
  const runs = everyRow(
    (page) => ledger.runs(scope, {}, page),
    ({ startedAt, id }) => `${startedAt} ${id}`,
  );
  for await (const run of runs) yield line('run', run);
  for await (const { value } of everyRecord(ports, scope, QUARANTINE))
    yield line('quarantine', value as unknown as QuarantinedRecord);
  for await (const { value } of everyRecord(ports, scope, SUGGESTIONS))
    yield line('suggestion', value as unknown as Suggestion);
  for await (const record of everyRecord(ports, scope, AUDIT)) yield line('audit', lineIn(record));
}

async function* everyAccount({ store }: Ports, userId: string): AsyncGenerator<Account> {
  const rows = everyRow(
    (page) => store.ledger.accounts({ userId }, {}, page),
    ({ account }) => account.id,
  );
  for await (const { account } of rows) yield account;
}

async function* hiddenRows(
  { store }: Ports,
  { id: accountId, connectionId }: Account,
  userId: string,
  whole: boolean,
): AsyncGenerator<ExportLine> {
  const rows = everyRow(
    (page) => store.ledger.range(connectionId, { accountId, hidden: true }, page),
    ({ id, row }) => positionOf({ id, date: row.facts.date, amount: row.facts.amount }, 'oldest'),
  );
  for await (const { id, hidden, row } of rows) {
    if (!hidden) continue;
    const { digest: _, ...kept } = row;
    const decisions = whole ? await store.ledger.decisions({ userId }, id) : [];
    yield line('hidden_transaction', { hidden, row: kept, decisions });
  }
}
