import type { AdapterAccount } from '../adapter-kit/rows.ts';
import type { Account } from '../model/account.ts';
import type { BalanceSnapshot } from '../model/balance.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import type { AccountRow } from '../store/rows.ts';
import { same } from '../store/differences.ts';
import type { Anomaly } from '../store/runs.ts';
import { accountIdOf } from './identity.ts';
import type { AccountSuggestion } from './account-suggestions.ts';
import { lastingIdOf, returningAccounts } from './returning-accounts.ts';
import type { SuggestedAccounts } from './suggest-accounts.ts';

/** Accounts that came back under another provider id, until a whole pull has gone through with the new ids. */
export const RELINKED = 'relinked';

type Owner = { readonly id: string; readonly userId: string; readonly provider: string };

/** The accounts of one connection during a run: what is known, what changed, and what waits to be committed. */
export class AccountBook {
  readonly #connection: Owner;
  #rows = new Map<string, AccountRow>();
  #byProviderId = new Map<string, string>();
  #changed = new Set<string>();
  #snapshots = new Map<string, BalanceSnapshot>();
  #records = new Map<string, RecordWrite>();
  #relinked: Set<string>;
  #suggestions: AccountSuggestion[] = [];
  /** Accounts that no run before this one has seen. */
  readonly fresh = new Set<string>();
  readonly anomalies: Anomaly[] = [];

  constructor(connection: Owner, known: readonly AccountRow[], relinked: readonly StoredRecord[] = []) {
    this.#connection = connection;
    for (const row of known) this.#put(row);
    this.#relinked = new Set(relinked.map(({ key }) => key.slice(connection.id.length + 1)));
  }

  /** Accounts that came back under another provider id, so that their rows have new ids too. */
  get relinked(): ReadonlySet<string> {
    return this.#relinked;
  }

  /** Takes in what the provider lists. In a complete list, an account that is not there is missing. */
  merge(
    accounts: readonly AdapterAccount[],
    { complete, at }: { readonly complete: boolean; readonly at: Instant },
  ): void {
    const returning = returningAccounts(accounts, this.all(), complete);
    for (const account of accounts) {
      const known = returning.get(account.id);
      if (known) this.#relink(known);
      const id = known?.account.id ?? this.#byProviderId.get(account.id) ?? this.#mint(account.id);
      this.#take(id, account, at);
    }
    if (!complete) return;
    const listed = new Set(accounts.map((account) => account.id));
    for (const row of this.#rows.values()) {
      if (listed.has(row.account.providerAccountId) || row.account.status !== 'active') continue;
      this.#put({ ...row, account: { ...row.account, status: 'missing' } });
      this.#changed.add(row.account.id);
      this.anomalies.push({
        type: 'account_missing',
        accountId: row.account.id,
        message: 'The provider no longer lists this account; its rows stay.',
      });
    }
  }

  /** Takes in live figures of the accounts that are known, and gives those. A new account comes with the next sync. */
  reread(accounts: readonly AdapterAccount[], at: Instant): Account[] {
    return accounts.flatMap((account) => {
      const id = this.#byProviderId.get(account.id);
      const before = id === undefined ? undefined : this.#rows.get(id);
      if (id === undefined || !before) return [];
      // Terms of credit are no part of the answer: those that are known stay.
      const { credit = before.account.credit } = account;
      this.#take(id, { ...account, ...(credit && { credit }) }, at);
      return [(this.#rows.get(id) as AccountRow).account];
    });
  }

  /** Our account for a provider's id, where there is one. */
  find(providerAccountId: string): string | undefined {
    const known = this.#byProviderId.get(providerAccountId);
    if (known !== undefined) return known;
    // An id it had before it was linked anew: its rows are still known by it.
    const former = accountIdOf(this.#connection.id, providerAccountId);
    return this.#rows.has(former) ? former : undefined;
  }

  /** Our account for a provider's id. A row can come before its account was ever listed. */
  idOf(providerAccountId: string, currency: string): string {
    const known = this.find(providerAccountId);
    if (known !== undefined) return known;
    const id = this.#mint(providerAccountId);
    const nothing = { kind: 'asset', current: null, available: null, limit: null, asOf: null } as const;
    const unlisted = {
      name: 'Account',
      type: 'other',
      subtype: 'other',
      currency,
      balances: nothing,
    } as const;
    this.#put(this.#rowOf(id, { id: providerAccountId, ...unlisted }, undefined));
    this.#changed.add(id);
    this.fresh.add(id);
    return id;
  }

  all(): AccountRow[] {
    return [...this.#rows.values()];
  }

  get(id: string): AccountRow | undefined {
    return this.#rows.get(id);
  }

  /** The writes that end the time of an account's new link: from now on the new ids are its own. */
  settling(accountIds: Iterable<string>): RecordWrite[] {
    return [...accountIds].map((id) => this.#relinkedWrite(id, undefined));
  }

  /** Called once that is written. */
  settled(accountIds: Iterable<string>): void {
    for (const id of accountIds) this.#relinked.delete(id);
  }

  /** Keeps what was suggested about these accounts for the next commit. */
  suggest({ records, suggestions }: SuggestedAccounts): void {
    for (const write of records) this.#records.set(write.key, write);
    this.#suggestions.push(...suggestions);
  }

  /** What the next commit has to write. */
  pending(): {
    readonly accounts: AccountRow[];
    readonly balances: BalanceSnapshot[];
    readonly records: RecordWrite[];
    /** Suggestions that are among the records for the first time. */
    readonly suggestions: readonly AccountSuggestion[];
  } {
    return {
      accounts: [...this.#changed].map((id) => this.#rows.get(id) as AccountRow),
      balances: [...this.#snapshots.values()],
      records: [...this.#records.values()],
      suggestions: [...this.#suggestions],
    };
  }

  /** Called after a commit: what was pending is written. */
  committed(): void {
    this.#changed.clear();
    this.#snapshots.clear();
    this.#records.clear();
    this.#suggestions = [];
  }

  /** Remembers how things stand; the function it answers with goes back there. */
  mark(): () => void {
    const [rows, byProviderId] = [new Map(this.#rows), new Map(this.#byProviderId)];
    const [changed, snapshots] = [new Set(this.#changed), new Map(this.#snapshots)];
    const [records, relinked] = [new Map(this.#records), new Set(this.#relinked)];
    return () => {
      [this.#rows, this.#byProviderId] = [rows, byProviderId];
      [this.#changed, this.#snapshots] = [changed, snapshots];
      [this.#records, this.#relinked] = [records, relinked];
    };
  }

  #take(id: string, account: AdapterAccount, at: Instant): void {
    const before = this.#rows.get(id);
    const row = this.#rowOf(id, account, before);
    this.#put(row);
    if (!before) this.fresh.add(id);
    if (!before || !same(before, row)) this.#changed.add(id);
    const { balances } = row.account;
    if (!before || figuresOf(before.account.balances) !== figuresOf(balances))
      this.#snapshots.set(id, { accountId: id, takenAt: at, ...balances });
  }

  #relink({ account }: AccountRow): void {
    this.#byProviderId.delete(account.providerAccountId);
    this.#relinked.add(account.id);
    const write = this.#relinkedWrite(account.id, true);
    this.#records.set(write.key, write);
    this.anomalies.push({
      type: 'account_relinked',
      accountId: account.id,
      message:
        'The provider lists this account under another id; its rows were found again by what they say.',
    });
  }

  #relinkedWrite(accountId: string, value: true | undefined): RecordWrite {
    const { id, userId } = this.#connection;
    return { namespace: RELINKED, key: `${id}/${accountId}`, userId, value };
  }

  #put(row: AccountRow): void {
    this.#rows.set(row.account.id, row);
    this.#byProviderId.set(row.account.providerAccountId, row.account.id);
  }

  /** An id that no other account has: a provider's id that moved on can come back for another account. */
  #mint(providerAccountId: string): string {
    for (let generation = 0; ; generation++) {
      const id = accountIdOf(this.#connection.id, providerAccountId, generation);
      if (!this.#rows.has(id)) return id;
    }
  }

  #rowOf(id: string, account: AdapterAccount, before: AccountRow | undefined): AccountRow {
    const { name, officialName, mask, type, subtype, holder } = account;
    // Figures that could not be read are no figures of nothing.
    const figures = account.balancesUnread && before ? before.account : account;
    const { balances, credit } = figures;
    const next: Account = {
      id,
      connectionId: this.#connection.id,
      provider: this.#connection.provider,
      providerAccountId: account.id,
      name,
      ...(officialName && { officialName }),
      ...(mask && { mask }),
      type,
      subtype,
      // A currency once known is not forgotten because one read left it out.
      currency: account.currency === 'XXX' && before ? before.account.currency : account.currency,
      balances,
      ...(credit && { credit }),
      ...(holder && { holder }),
      status: account.status ?? 'active',
      enabled: before?.account.enabled ?? true,
    };
    const persistentId = lastingIdOf(account) ?? before?.persistentId;
    return { userId: this.#connection.userId, account: next, ...(persistentId && { persistentId }) };
  }
}

// The same figures at a later moment are no news.
function figuresOf({ kind, current, available, limit }: Account['balances']): string {
  return JSON.stringify([kind, current, available, limit]);
}
