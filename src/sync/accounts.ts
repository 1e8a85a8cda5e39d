import type { AdapterAccount } from '../adapter-kit/rows.ts';
import type { Account } from '../model/account.ts';
import type { BalanceSnapshot } from '../model/balance.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { AccountRow } from '../store/rows.ts';
import type { Anomaly } from '../store/runs.ts';
import { accountIdOf } from './identity.ts';

/** The accounts of one connection during a run: what is known, what changed, and what waits to be committed. */
export class AccountBook {
  readonly #connection: { readonly id: string; readonly userId: string; readonly provider: string };
  readonly #rows = new Map<string, AccountRow>();
  readonly #byProviderId = new Map<string, string>();
  readonly #changed = new Set<string>();
  readonly #snapshots = new Map<string, BalanceSnapshot>();
  /** Accounts that came back under another provider id, so that their rows have new ids too. */
  readonly relinked = new Set<string>();
  readonly anomalies: Anomaly[] = [];

  constructor(
    connection: { readonly id: string; readonly userId: string; readonly provider: string },
    known: readonly AccountRow[],
  ) {
    this.#connection = connection;
    for (const row of known) this.#put(row);
  }

  /** Takes in what the provider lists. In a complete list, an account that is not there is missing. */
  merge(
    accounts: readonly AdapterAccount[],
    { complete, at }: { readonly complete: boolean; readonly at: Instant },
  ): void {
    const listed = new Set(accounts.map((account) => account.id));
    for (const account of accounts) {
      const id =
        this.#byProviderId.get(account.id) ??
        this.#returning(account, complete ? listed : undefined) ??
        accountIdOf(this.#connection.id, account.id);
      const before = this.#rows.get(id);
      const row = this.#rowOf(id, account, before);
      this.#put(row);
      if (!before || JSON.stringify(before) !== JSON.stringify(row)) this.#changed.add(id);
      if (!before || JSON.stringify(before.account.balances) !== JSON.stringify(row.account.balances)) {
        this.#snapshots.set(id, { accountId: id, takenAt: at, ...row.account.balances });
      }
    }
    if (!complete) return;
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

  /** Our account for a provider's id. A row can come before its account was ever listed. */
  idOf(providerAccountId: string, currency: string): string {
    const known = this.#byProviderId.get(providerAccountId);
    if (known !== undefined) return known;
    const nothing = { kind: 'asset', current: null, available: null, limit: null, asOf: null } as const;
    const id = accountIdOf(this.#connection.id, providerAccountId);
    this.#put(
      this.#rowOf(
        id,
        {
          id: providerAccountId,
          name: 'Account',
          type: 'other',
          subtype: 'other',
          currency,
          balances: nothing,
        },
        undefined,
      ),
    );
    this.#changed.add(id);
    return id;
  }

  all(): AccountRow[] {
    return [...this.#rows.values()];
  }

  get(id: string): AccountRow | undefined {
    return this.#rows.get(id);
  }

  /** What the next commit has to write. */
  pending(): { accounts: AccountRow[]; balances: BalanceSnapshot[] } {
    return {
      accounts: [...this.#changed].map((id) => this.#rows.get(id) as AccountRow),
      balances: [...this.#snapshots.values()],
    };
  }

  /** Called after a commit: what was pending is written. */
  committed(): void {
    this.#changed.clear();
    this.#snapshots.clear();
  }

  #put(row: AccountRow): void {
    this.#rows.set(row.account.id, row);
    this.#byProviderId.set(row.account.providerAccountId, row.account.id);
  }

  /** The known account that this one is, under a new id: the same lasting id, or the only look-alike that is gone. */
  #returning(account: AdapterAccount, listed: ReadonlySet<string> | undefined): string | undefined {
    const gone = this.all().filter((row) => !(listed?.has(row.account.providerAccountId) ?? true));
    const lasting = this.all().filter(
      (row) => account.persistentId !== undefined && row.persistentId === account.persistentId,
    );
    const alike =
      account.mask === undefined
        ? []
        : gone.filter(
            ({ account: known }) =>
              known.mask === account.mask &&
              known.type === account.type &&
              known.subtype === account.subtype &&
              known.currency === account.currency &&
              known.name === account.name,
          );
    const [match, ...others] = lasting.length > 0 ? lasting : alike;
    if (!match || others.length > 0) return undefined;
    this.relinked.add(match.account.id);
    return match.account.id;
  }

  #rowOf(id: string, account: AdapterAccount, before: AccountRow | undefined): AccountRow {
    const { name, officialName, mask, type, subtype, credit, holder, balances } = account;
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
    return {
      userId: this.#connection.userId,
      account: next,
      ...(account.persistentId && { persistentId: account.persistentId }),
    };
  }
}
