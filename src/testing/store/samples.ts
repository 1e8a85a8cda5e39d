import type {
  AccountRow,
  Alias,
  ConnectionRow,
  Decision,
  RowWrite,
  TransactionRow,
} from '../../store/rows.ts';
import type { Run } from '../../store/runs.ts';
import type { TransactionFacts } from '../../model/transaction.ts';

/** Every user has all ids that start with the connection's id. */
export function connectionRow(id: string, userId: string): ConnectionRow {
  return {
    connection: {
      id,
      userId,
      provider: 'faker',
      institution: { id: 'ins_1', name: 'First Bank', countries: ['US'] },
      status: 'active',
      health: { auth: 'ok', attempt: 'none', freshness: 'unknown', consent: 'live' },
      consent: { scopes: ['transactions'], grantedAt: '2026-11-20T09:30:00.000Z', expiresAt: null },
      createdAt: '2026-11-20T09:30:00.000Z',
      lastSyncedAt: null,
      nextSyncAt: null,
    },
    providerConnectionId: `item_${id}`,
    failures: 0,
    version: 1,
  };
}

export function accountRow(id: string, connectionId = 'c1', userId = 'ada'): AccountRow {
  const amount = (value: string) => ({ value, currency: 'USD' });
  return {
    userId,
    persistentId: `persistent_${id}`,
    account: {
      id,
      connectionId,
      provider: 'faker',
      providerAccountId: `p_${id}`,
      name: 'Everyday',
      mask: '1234',
      type: 'depository',
      subtype: 'checking',
      currency: 'USD',
      balances: { kind: 'asset', current: amount('10.00'), available: null, limit: null, asOf: null },
      status: 'active',
      enabled: true,
    },
  };
}

export interface RowOptions extends Partial<Omit<TransactionRow, 'facts'>> {
  readonly facts?: Partial<TransactionFacts>;
}

export function row(id: string, { facts, ...rest }: RowOptions = {}): TransactionRow {
  return {
    id,
    userId: 'ada',
    connectionId: 'c1',
    accountId: 'a1',
    provider: 'faker',
    providerIds: [{ scheme: 'transaction_id', value: `p_${id}`, stable: true }],
    digest: `digest_${id}`,
    ...rest,
    facts: {
      status: 'posted',
      amount: { value: '-4.50', currency: 'USD' },
      date: '2026-11-20',
      description: 'Corner Coffee',
      originalDescription: 'CORNER COFFEE 0042',
      counterparties: [],
      category: { primary: 'food_and_drink', detailed: 'food_and_drink.coffee' },
      kind: 'purchase',
      ...facts,
    },
  };
}

/** A row that uses every field there is. */
export function fullRow(id: string): TransactionRow {
  return row(id, {
    providerIds: [
      { scheme: 'transaction_id', value: `p_${id}`, stable: true },
      { scheme: 'other', value: `o_${id}`, stable: false },
    ],
    facts: {
      originalAmount: { value: '-4.10', currency: 'EUR' },
      authorizedDate: '2026-11-18',
      postedDate: '2026-11-20',
      datetime: '2026-11-18T10:00:00.000Z',
      merchant: {
        name: 'Corner Coffee',
        id: 'm1',
        logo: 'https://logo.example/1',
        website: 'coffee.example',
      },
      counterparties: [{ name: 'Corner Coffee', type: 'merchant', id: 'm1' }],
      category: {
        primary: 'food_and_drink',
        detailed: 'food_and_drink.coffee',
        confidence: 'high',
        provider: 'FOOD_AND_DRINK_COFFEE',
      },
      channel: 'in_store',
      location: { city: 'Vienna', country: 'AT', latitude: 48.2, longitude: 16.37 },
      reference: 'ref 7',
      checkNumber: '0009',
      runningBalance: { value: '5.50', currency: 'USD' },
    },
  });
}

export function insert(id: string, options?: RowOptions): RowWrite {
  return { type: 'insert', row: row(id, options), origin: 'live' };
}

export function update(id: string, options?: RowOptions): RowWrite {
  return { type: 'update', row: row(id, { digest: `changed_${id}`, ...options }), origin: 'live' };
}

export function alias(key: string, transactionId: string): Alias {
  return { key, accountId: 'a1', transactionId };
}

export function decision(id: string, transactionId: string): Decision {
  return {
    id,
    userId: 'ada',
    connectionId: 'c1',
    transactionId,
    rule: 'provider_link',
    at: '2026-11-20T09:30:00.000Z',
    evidence: { days: 2, exact: true, pending: 'p1', none: null },
    before: fullRow(transactionId),
  };
}

export function run(id: string, startedAt: `${string}T${string}Z`, userId = 'ada', connectionId = 'c1'): Run {
  const none = {
    received: 0,
    modified: 0,
    unchanged: 0,
    removed: 0,
    quarantined: 0,
    superseded: 0,
    skipped: 0,
  };
  return {
    id,
    userId,
    connectionId,
    status: 'complete',
    startedAt,
    finishedAt: startedAt,
    counts: { ...none, added: 3, voided: 0, vanished: 0 },
    accounts: [{ accountId: 'a1', providerAccountId: 'p_a1', status: 'complete', historyFrom: '2024-01-01' }],
    anomalies: [{ type: 'zero_rows', message: 'Nothing came.' }],
  };
}
