import { readFileSync } from 'node:fs';
import {
  type Adapter,
  type AdapterAccount,
  category,
  defineAdapter,
  InvalidInputError,
  negateMoney,
  readDate,
  readEach,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
  requireId,
  type Upsert,
} from 'bankweave/adapter-kit';
import { UsageError } from './arguments.ts';

/** What was recorded of one Plaid Item. */
export interface Recording {
  readonly item: string;
  readonly institution: string;
  readonly accounts: readonly PlaidAccount[];
  readonly transactions: readonly PlaidTransaction[];
  /** How many transactions Plaid had, recorded or not. */
  readonly total: number;
}

// As much of Plaid's shapes as is read here. Nothing in them is taken on trust, hence `unknown`.
interface PlaidAccount {
  readonly account_id?: unknown;
  readonly name?: unknown;
  readonly official_name?: unknown;
  readonly mask?: unknown;
  readonly type?: unknown;
  readonly subtype?: unknown;
  readonly balances?: Readonly<Record<string, unknown>>;
}

interface PlaidTransaction {
  readonly account_id?: unknown;
  readonly transaction_id?: unknown;
  readonly pending_transaction_id?: unknown;
  readonly pending?: unknown;
  readonly amount?: unknown;
  readonly iso_currency_code?: unknown;
  readonly unofficial_currency_code?: unknown;
  readonly date?: unknown;
  readonly authorized_date?: unknown;
  readonly name?: unknown;
  readonly merchant_name?: unknown;
  readonly category?: unknown;
}

/** An adapter for recordings: no network, no secret, and the whole recording in one update. */
export function plaidRecording(
  recordings: readonly Recording[],
): Adapter<'plaid-recording', { readonly item: string }, never> {
  const find = (item: string | undefined): Recording => {
    const found = recordings.find((recording) => recording.item === item);
    if (!found) throw new InvalidInputError('There is no recording of this item.', { field: 'item' });
    return found;
  };
  return defineAdapter({
    id: 'plaid-recording',
    specVersion: 1,
    traits: {
      removals: 'none',
      pending: 'linked',
      historyDays: 730,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
    },
    link: {
      start: async ({ input }) => ({ kind: 'none', context: { item: find(input?.item).item } }),
      exchange: async ({ session }) => {
        const { item } = find(session.context?.['item']);
        return { credentials: { item }, providerConnectionId: item };
      },
    },
    connection: {
      inspect: async ({ credentials }) => {
        const { institution } = find(credentials['item']);
        return {
          institution: { id: institution, name: `Plaid sandbox (${institution})` },
          consent: { scopes: ['transactions'], grantedAt: null, expiresAt: null },
          auth: 'ok',
        };
      },
      revoke: async () => {},
    },
    accounts: {
      list: async ({ credentials }) => ({
        accounts: find(credentials['item']).accounts.map(toAccount),
        complete: true,
      }),
    },
    feed: {
      scope: 'connection',
      async *pull(_input, { credentials }) {
        const { transactions } = find(credentials['item']);
        yield { ...readEach(transactions, toTransaction), readiness: 'complete', checkpoint: 'all' };
      },
    },
  });
}

const types: Readonly<Record<string, AdapterAccount['type']>> = {
  depository: 'depository',
  credit: 'credit',
  loan: 'loan',
  investment: 'investment',
  brokerage: 'investment',
};

function toAccount(account: PlaidAccount): AdapterAccount {
  const { balances = {} } = account;
  const currency = balances['iso_currency_code'] ?? balances['unofficial_currency_code'];
  const amount = (key: string) => readOptionalMoney(balances[key], currency, `balances.${key}`) ?? null;
  const type = types[readText(account.type) ?? ''] ?? 'other';
  const officialName = readText(account.official_name);
  const mask = readText(account.mask);
  return {
    id: requireId(account.account_id, 'account_id'),
    name: readText(account.name) ?? 'Account',
    ...(officialName !== undefined && { officialName }),
    ...(mask !== undefined && { mask }),
    type,
    subtype: (readText(account.subtype) ?? 'other').replaceAll(' ', '_'),
    currency: readText(currency) ?? 'XXX',
    balances: {
      // Plaid, like bankweave, tells what is owed on a card or loan as a positive amount.
      kind: type === 'credit' || type === 'loan' ? 'liability' : 'asset',
      current: amount('current'),
      available: amount('available'),
      limit: amount('limit'),
      asOf: null,
    },
  };
}

function toTransaction(row: PlaidTransaction): Upsert {
  // Plaid counts money out of the account as positive; here it is the other way round.
  const amount = negateMoney(readMoney(row.amount, row.iso_currency_code ?? row.unofficial_currency_code));
  const status = row.pending === true ? 'pending' : 'posted';
  const date = readDate(row.date);
  const authorizedDate = readOptionalDate(row.authorized_date);
  const text = readText(row.name) ?? '';
  const merchant = readText(row.merchant_name);
  const pendingId = readText(row.pending_transaction_id);
  const isIn = !amount.value.startsWith('-');
  const words = Array.isArray(row.category) ? row.category.filter((word) => typeof word === 'string') : [];
  const [key, kind] = meanings[words[0] ?? '']?.(isIn) ?? ['other', 'other'];
  return {
    account: requireId(row.account_id, 'account_id'),
    ids: [{ scheme: 'transaction_id', value: requireId(row.transaction_id, 'transaction_id'), stable: true }],
    ...(pendingId !== undefined && status === 'posted' && { pendingId }),
    status,
    amount,
    date,
    ...(authorizedDate && { authorizedDate }),
    ...(status === 'posted' && { postedDate: date }),
    description: merchant ?? text,
    originalDescription: text,
    ...(merchant !== undefined && { merchant: { name: merchant } }),
    counterparties: merchant === undefined ? [] : [{ name: merchant, type: 'merchant' }],
    category: category(key, { provider: words.join(' > ') }),
    kind,
  };
}

// Plaid's older categories, by their first word. Whatever is not here stays `other`, with Plaid's own words beside it.
const meanings: Readonly<Record<string, (isIn: boolean) => readonly [string, Upsert['kind']]>> = {
  'Bank Fees': () => ['bank_fees', 'fee'],
  'Food and Drink': (isIn) => ['food_and_drink', isIn ? 'refund' : 'purchase'],
  Interest: () => ['income', 'interest'],
  Payment: () => ['loan_payments', 'payment'],
  Recreation: (isIn) => ['entertainment', isIn ? 'refund' : 'purchase'],
  Shops: (isIn) => ['general_merchandise', isIn ? 'refund' : 'purchase'],
  Transfer: (isIn) => [isIn ? 'transfer_in' : 'transfer_out', 'transfer'],
  Travel: (isIn) => ['travel', isIn ? 'refund' : 'purchase'],
};

/** Reads `{ accounts, transactions, item }`, or a list of recorded requests and responses, into one recording an Item. */
export function readRecordings(path: string): readonly Recording[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? `there is no file ${path}` : `${path} is no JSON file`);
  }
  const bodies: unknown[] = Array.isArray(parsed)
    ? parsed.map((entry: { response?: { body?: unknown } } | null) => entry?.response?.body)
    : [parsed];
  const found = new Map<string, Recording>();
  for (const body of bodies) {
    if (!isRecord(body) || !isRecord(body['item']) || !Array.isArray(body['accounts'])) continue;
    const item = readText(body['item']['item_id']) ?? 'item';
    const before = found.get(item);
    const rows = Array.isArray(body['transactions']) ? (body['transactions'] as PlaidTransaction[]) : [];
    found.set(item, {
      item,
      institution: readText(body['item']['institution_id']) ?? 'unknown',
      accounts: [
        ...new Map(
          [...(before?.accounts ?? []), ...(body['accounts'] as PlaidAccount[])].map((one) => [
            one.account_id,
            one,
          ]),
        ).values(),
      ],
      transactions: [
        ...new Map(
          [...(before?.transactions ?? []), ...rows].map((one) => [one.transaction_id, one]),
        ).values(),
      ],
      total: Math.max(before?.total ?? 0, Number(body['total_transactions'] ?? 0)),
    });
  }
  if (found.size === 0) throw new UsageError(`${path} holds no accounts of Plaid`);
  return [...found.values()];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
