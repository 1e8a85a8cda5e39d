import { addMoney, compareMoney, negateMoney, subtractMoney } from '../model/money.ts';
import type { Instant } from '../model/calendar-date.ts';
import { instant } from '../model/calendar-date.ts';
import type { Money } from '../model/money.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { AccountRow, ConnectionRow } from '../store/rows.ts';
import { allInRange } from '../sync/prepare.ts';
import type { Ports } from '../sync/ports.ts';
import { QUARANTINE } from '../sync/quarantine.ts';
import { knownKeys, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';

/** One thing that deserves a look. Nothing is ever mended by itself. */
export interface Finding {
  readonly type:
    | 'balance_drift'
    | 'stale_data'
    | 'never_synced'
    | 'old_pending'
    | 'duplicate_suspects'
    | 'short_history'
    | 'quarantined';
  readonly connectionId: string;
  readonly accountId?: string;
  readonly message: string;
  /** For `balance_drift`: how far balance and rows moved apart between two snapshots. */
  readonly amount?: Money;
  readonly count?: number;
}

/** What `bank.check` found. */
export interface CheckReport {
  readonly checkedAt: Instant;
  readonly connections: number;
  readonly accounts: number;
  readonly findings: readonly Finding[];
}

const DAY = 86_400_000;
const OLD_PENDING = 14 * DAY;

/** Audits the ledger without asking any provider. */
export async function check(
  kernel: Kernel,
  query: { readonly connectionId?: string; readonly signal?: AbortSignal } = {},
): Promise<CheckReport> {
  knownKeys(query, ['connectionId', 'signal'], 'query');
  const ports = await kernel.ports();
  const { ledger } = ports.store;
  const findings: Finding[] = [];
  let connections = 0;
  let accounts = 0;
  const only =
    query.connectionId === undefined
      ? undefined
      : await kernel.connection(EVERY_USER, textOf(query.connectionId, 'query.connectionId'));
  for await (const row of only ? [only] : all(ports)) {
    query.signal?.throwIfAborted();
    connections++;
    findings.push(...(await checkConnection(ports, row)));
    for (const account of await ledger.accounts(
      EVERY_USER,
      { connectionId: row.connection.id },
      { limit: 10_000 },
    )) {
      accounts++;
      findings.push(...(await checkAccount(ports, account)));
    }
  }
  return { checkedAt: instant(ports.clock.now()), connections, accounts, findings };
}

async function* all({ store }: Ports): AsyncIterable<ConnectionRow> {
  for (let after: string | undefined; ; ) {
    const rows = await store.ledger.connections(EVERY_USER, {
      limit: 200,
      ...(after !== undefined && { after }),
    });
    yield* rows;
    if (rows.length < 200) return;
    after = rows.at(-1)?.connection.id;
  }
}

async function checkConnection(ports: Ports, { connection }: ConnectionRow): Promise<Finding[]> {
  const { id: connectionId } = connection;
  const findings: Finding[] = [];
  if (connection.lastSyncedAt === null)
    findings.push({
      type: 'never_synced',
      connectionId,
      message: 'No sync of this connection has come to its end yet.',
    });
  if (connection.health.freshness === 'stale')
    findings.push({
      type: 'stale_data',
      connectionId,
      message: 'Syncs may succeed, but the provider has not heard from the bank for days.',
    });
  const held = await ports.store.records.list(EVERY_USER, QUARANTINE, {
    prefix: `${connectionId}/`,
    limit: 1_000,
  });
  if (held.length > 0)
    findings.push({
      type: 'quarantined',
      connectionId,
      count: held.length,
      message: 'Records could not be read and wait in quarantine.',
    });
  return findings;
}

async function checkAccount(ports: Ports, { account }: AccountRow): Promise<Finding[]> {
  const { ledger } = ports.store;
  const { id: accountId, connectionId } = account;
  const findings: Finding[] = [];
  const now = ports.clock.now();
  const seen = new Map<string, number>();
  let old = 0;
  for await (const { row } of allInRange(ledger, connectionId, { accountId })) {
    const { facts } = row;
    if (facts.status === 'pending' && now - Date.parse(facts.date) > OLD_PENDING) old++;
    if (facts.status === 'void') continue;
    const twin = `${facts.date}|${facts.amount.value}|${facts.originalDescription}|${row.providerIds.map((id) => id.value).join()}`;
    seen.set(twin, (seen.get(twin) ?? 0) + 1);
  }
  const doubled = [...seen.values()].filter((count) => count > 1).length;
  if (old > 0)
    findings.push({
      type: 'old_pending',
      connectionId,
      accountId,
      count: old,
      message: 'Rows have been pending for more than two weeks.',
    });
  if (doubled > 0)
    findings.push({
      type: 'duplicate_suspects',
      connectionId,
      accountId,
      count: doubled,
      message: 'Rows agree in everything, their provider ids included.',
    });
  const drift = await driftOf(ports, account);
  if (drift)
    findings.push({
      type: 'balance_drift',
      connectionId,
      accountId,
      amount: drift,
      message: 'Between the last two balances, the booked rows do not add up to the difference.',
    });
  return findings;
}

/** How far the last two balances and the rows booked between them disagree. */
async function driftOf(ports: Ports, account: AccountRow['account']): Promise<Money | undefined> {
  const { ledger } = ports.store;
  const snapshots = await ledger.balances(EVERY_USER, account.id, {}, { limit: 10_000 });
  const [before, after] = snapshots.slice(-2);
  if (!before?.current || !after?.current || before.current.currency !== after.current.currency)
    return undefined;
  const moved =
    after.kind === 'liability'
      ? subtractMoney(before.current, after.current)
      : subtractMoney(after.current, before.current);
  let booked: Money = { value: '0', currency: moved.currency };
  for await (const { row } of allInRange(ledger, account.connectionId, {
    accountId: account.id,
    statuses: ['posted'],
    from: before.takenAt.slice(0, 10) as never,
  })) {
    const postedAt = row.facts.postedDate ?? row.facts.date;
    if (
      postedAt > before.takenAt.slice(0, 10) &&
      postedAt <= after.takenAt.slice(0, 10) &&
      row.facts.amount.currency === moved.currency
    )
      booked = addMoney(booked, row.facts.amount);
  }
  const drift = addMoney(moved, negateMoney(booked));
  return compareMoney(drift, { value: '0', currency: drift.currency }) === 0 ? undefined : drift;
}
