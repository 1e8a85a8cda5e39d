import {
  type AdapterAccount,
  type Batch,
  type ConnectionCall,
  defineAdapter,
  type PullInput,
  readDate,
  readEach,
  readMoney,
  readOptionalDate,
  type Upsert,
} from 'bankweave/adapter-kit';
import type { SyncPage, WireAccount, WireRow } from './wire.ts';

const channels = { 'in store': 'in_store', online: 'online' } as const;

/** An adapter as a guest would write it. `replay` reads all history again with every sync. */
export function benchAdapter({ url, replay = () => false }: { url: string; replay?: () => boolean }) {
  return defineAdapter({
    id: 'bench',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'linked',
      historyDays: 730,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
    },
    http: { baseUrl: url, allowLoopback: true },
    link: {
      start: async () => ({ kind: 'none' as const }),
      exchange: async ({ params }: { params: { token: string } | undefined }) => ({
        credentials: { token: params?.token ?? '' },
        providerConnectionId: params?.token ?? '',
      }),
    },
    connection: {
      inspect: async () => ({
        institution: { id: 'bench', name: 'Bench Bank' },
        consent: { scopes: [], grantedAt: null, expiresAt: null },
        auth: 'ok' as const,
      }),
      revoke: async () => {},
    },
    // The pages bring the accounts along, so that a sync costs as many requests here as for the reference.
    accounts: { list: async () => ({ accounts: [], complete: false }) },
    feed: { scope: 'connection', pull: (input, call) => pull(replay() ? null : input.checkpoint, call) },
  });
}

async function* pull(from: PullInput['checkpoint'], call: ConnectionCall): AsyncGenerator<Batch> {
  const ask = async (cursor: string | null): Promise<SyncPage> =>
    (
      await call.http.request({
        url: '/transactions/sync',
        json: { access_token: call.credentials['token'], cursor, count: 500 },
      })
    ).body as SyncPage;
  for (let asked = ask(from); ; ) {
    const page = await asked;
    const batch = { ...readEach(page.added, toUpsert), accounts: page.accounts.map(toAccount) };
    if (!page.has_more) {
      yield { ...batch, readiness: 'complete', checkpoint: page.next_cursor };
      return;
    }
    asked = ask(page.next_cursor);
    // An abort ends the loop while this one is under way.
    asked.catch(() => {});
    yield batch;
  }
}

function toUpsert(row: WireRow): Upsert {
  const { location: at, personal_finance_category: category } = row;
  const channel = channels[row.payment_channel as keyof typeof channels] ?? 'other';
  const authorizedDate = readOptionalDate(row.authorized_date);
  return {
    account: row.account_id,
    ids: [{ scheme: 'transaction_id', value: row.transaction_id, stable: true }],
    ...(row.pending_transaction_id && { pendingId: row.pending_transaction_id }),
    status: row.pending ? 'pending' : 'posted',
    amount: readMoney(-row.amount, row.iso_currency_code),
    date: readDate(row.date, 'date'),
    ...(authorizedDate && { authorizedDate }),
    ...(row.datetime && { datetime: row.datetime as NonNullable<Upsert['datetime']> }),
    description: row.merchant_name ?? row.name,
    originalDescription: row.original_description ?? row.name,
    ...(row.merchant_name && {
      merchant: {
        name: row.merchant_name,
        ...(row.merchant_entity_id && { id: row.merchant_entity_id }),
        ...(row.logo_url && { logo: row.logo_url }),
        ...(row.website && { website: row.website }),
      },
    }),
    counterparties: row.counterparties.map(({ name, type, entity_id }) => ({
      name,
      type,
      ...(entity_id && { id: entity_id }),
    })),
    category: {
      primary: 'other',
      detailed: 'other',
      provider: category.detailed,
    } as Upsert['category'],
    kind: row.amount < 0 ? 'income' : 'purchase',
    channel,
    ...(at.city && {
      location: {
        ...(at.address && { address: at.address }),
        city: at.city,
        ...(at.region && { region: at.region }),
        ...(at.postal_code && { postalCode: at.postal_code }),
        ...(at.country && { country: at.country }),
        ...(at.lat !== null && { latitude: at.lat }),
        ...(at.lon !== null && { longitude: at.lon }),
        ...(at.store_number && { storeNumber: at.store_number }),
      },
    }),
    ...(row.payment_meta.reference_number && { reference: row.payment_meta.reference_number }),
    ...(row.check_number && { checkNumber: row.check_number }),
  };
}

function toAccount(account: WireAccount): AdapterAccount {
  const { balances } = account;
  return {
    id: account.account_id,
    name: account.name,
    officialName: account.official_name,
    mask: account.mask,
    type: account.type,
    subtype: account.subtype,
    currency: balances.iso_currency_code,
    balances: {
      kind: account.type === 'credit' ? 'liability' : 'asset',
      current: readMoney(balances.current, balances.iso_currency_code),
      available: readMoney(balances.available, balances.iso_currency_code),
      limit: null,
      asOf: null,
    },
  };
}
