import {
  type Adapter,
  type AdapterAccount,
  type Batch,
  defineAdapter,
  type LinkFacet,
  type Upsert,
} from 'bankweave/adapter-kit';

/** What a scripted provider has; the test changes it between syncs. */
export interface Script {
  rows: Upsert[];
  removals: NonNullable<Batch['removals']>[number][];
  accounts: AdapterAccount[];
  /** Called at the beginning of each method; may throw or wait. */
  before: (method: string) => unknown;
  link: Partial<LinkFacet<{ readonly hint?: string }, { readonly code: string }>>;
  calls: string[];
}

export type PlainAdapter = Adapter<'plain', { readonly hint?: string }, { readonly code: string }>;

export function account(id: string, current: string, more: Partial<AdapterAccount> = {}): AdapterAccount {
  const money = { value: current, currency: 'GBP' };
  return {
    id,
    name: 'Current',
    mask: '1234',
    type: 'depository',
    subtype: 'checking',
    currency: 'GBP',
    balances: { kind: 'asset', current: money, available: null, limit: null, asOf: null },
    ...more,
  };
}

export function row(id: string, value: string, date: Upsert['date'], more: Partial<Upsert> = {}): Upsert {
  return {
    account: 'a1',
    ids: [{ scheme: 'id', value: id, stable: true }],
    status: 'posted',
    amount: { value, currency: 'GBP' },
    date,
    description: `Row ${id}`,
    originalDescription: `ROW ${value}`,
    counterparties: [],
    category: { primary: 'other', detailed: 'other.other', provider: null } as never,
    kind: 'other',
    ...more,
  } as Upsert;
}

/** A provider that says what the script says: each pull gives all rows. */
export function plain(given: Partial<Script> = {}): { adapter: PlainAdapter; script: Script } {
  const script: Script = {
    rows: [],
    removals: [],
    accounts: [account('a1', '100.00')],
    before: () => {},
    link: {},
    calls: [],
    ...given,
  };
  const enter = async (method: string): Promise<void> => {
    script.calls.push(method);
    await script.before(method);
  };
  let pulls = 0;
  const adapter = defineAdapter({
    id: 'plain',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'unlinked',
      historyDays: 365,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
    },
    link: {
      async start(
        input: Parameters<LinkFacet<{ readonly hint?: string }, { readonly code: string }>['start']>[0],
        call,
      ) {
        await enter('link.start');
        return script.link.start?.(input, call) ?? { kind: 'redirect', url: 'https://bank.example/' };
      },
      async exchange(
        input: Parameters<LinkFacet<{ readonly hint?: string }, { readonly code: string }>['exchange']>[0],
        call,
      ) {
        await enter('link.exchange');
        return (
          script.link.exchange?.(input, call) ?? {
            credentials: { token: `token-${input.params?.code}` },
            providerConnectionId: `login-${input.params?.code}`,
          }
        );
      },
    },
    connection: {
      async inspect() {
        await enter('connection.inspect');
        return {
          institution: { id: 'plain-bank', name: 'Plain Bank' },
          consent: { scopes: [], grantedAt: null, expiresAt: null },
          auth: 'ok',
        };
      },
      revoke: () => enter('connection.revoke'),
    },
    accounts: {
      async list() {
        await enter('accounts.list');
        return { accounts: script.accounts, complete: true };
      },
    },
    feed: {
      scope: 'connection',
      async *pull() {
        await enter('feed.pull');
        yield {
          upserts: script.rows,
          removals: script.removals,
          readiness: 'complete',
          checkpoint: `c${++pulls}`,
        } as Batch;
      },
    },
  });
  return { adapter: adapter as PlainAdapter, script };
}
