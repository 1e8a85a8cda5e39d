import { instant } from '../../model/calendar-date.ts';
import type { AccountRow, ConnectionRow } from '../../store/rows.ts';
import { EVERY_USER } from '../../store/scope.ts';
import type { Ports } from '../../sync/ports.ts';
import { connectionIn } from '../connection-in.ts';
import { accountTwins } from './accounts.ts';
import { driftOf } from './drift.ts';
import { freshness } from './freshness.ts';
import { shortHistory } from './history.ts';
import type { CheckReport, Finding, Found } from './finding.ts';
import { readRows } from './rows.ts';

/** Audits one connection, or all of them. */
export async function checkLedger(
  ports: Ports,
  only: string | undefined,
  signal: AbortSignal,
): Promise<CheckReport> {
  const found: Finding[] = [];
  let connections = 0;
  let accounts = 0;
  const rows =
    only === undefined
      ? everyConnection(ports)
      : [await connectionIn(ports, EVERY_USER, only, 'query.connectionId')];
  for await (const row of rows) {
    if (row.connection.status === 'removed') continue;
    const checked = await checkConnection(ports, row, signal);
    connections++;
    accounts += checked.accounts;
    found.push(...checked.findings);
  }
  return { checkedAt: instant(ports.clock.now()), connections, accounts, findings: found };
}

async function checkConnection(
  ports: Ports,
  { connection }: ConnectionRow,
  signal: AbortSignal,
): Promise<{ accounts: number; findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const { id: connectionId, userId } = connection;
  const add = (found: readonly Found[], accountId?: string): void => {
    for (const one of found)
      findings.push({ ...one, userId, connectionId, ...(accountId !== undefined && { accountId }) });
  };
  const { ledger } = ports.store;
  const accounts = await ledger.accounts({ userId }, { connectionId }, { limit: 10_000 });
  add(await freshness(ports, connection, accounts));
  const read = new Map<AccountRow, Awaited<ReturnType<typeof readRows>>>();
  for (const row of accounts) {
    signal.throwIfAborted();
    const rows = await readRows(ports, row, signal);
    read.set(row, rows);
    add(rows.findings, row.account.id);
  }
  for (const { accountId, found } of await driftOf(ports, read, signal)) add([found], accountId);
  for (const { accountId, found } of await accountTwins(ports, connection, accounts)) add([found], accountId);
  add(await shortHistory(ports, connection, [...read.values()]));
  return { accounts: accounts.length, findings };
}

const PAGE = 200;

async function* everyConnection({ store }: Ports): AsyncIterable<ConnectionRow> {
  for (let after: string | undefined; ; ) {
    const rows = await store.ledger.connections(EVERY_USER, {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.connection.id;
  }
}
