import type {
  AdapterAccount,
  AnyAdapter,
  Batch,
  ConfirmQuery,
  Inspection,
  PullInput,
  Traits,
  Upsert,
} from 'bankweave/adapter-kit';

/** What a pull gives, one after the other: a batch, a fault to throw, or something to do in between. */
export type PullStep = Batch | Error | (() => unknown);

/** A provider that does what a test tells it to. It lives on when an engine dies. */
export class ScriptedProvider {
  readonly traits: Traits;
  readonly scope: 'connection' | 'account';
  accounts: readonly AdapterAccount[] = [account('a')];
  complete = true;
  /** What happens with the next pull. Nothing by default. */
  onPull: (input: PullInput) => Iterable<PullStep> | AsyncIterable<PullStep> = () => [];
  /** Answers about absent rows, where it has any. */
  onConfirm: ((rows: readonly ConfirmQuery[]) => readonly ('gone' | 'present' | 'unknown')[]) | undefined;
  onInspect: () => void = () => {};
  /** Until when the deep history is open, where it opens and closes. */
  historyClosesAt: Inspection['historyClosesAt'];
  readonly pulls: PullInput[] = [];
  readonly asked: (readonly ConfirmQuery[])[] = [];
  /** Pulls that have begun and not ended yet. */
  underWay = 0;
  #published = 0;

  constructor({
    scope = 'connection',
    ...traits
  }: Partial<Traits> & { scope?: 'connection' | 'account' } = {}) {
    this.scope = scope;
    this.traits = {
      removals: 'explicit',
      pending: 'linked',
      historyDays: 730,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
      ...traits,
    };
  }

  /** The next pull gives these updates, each with a checkpoint of its own, and nothing when it is asked from there. */
  publish(...updates: readonly (Batch | readonly Batch[])[]): void {
    const named = updates.map((update) => {
      const checkpoint = `${++this.#published}`;
      const batches: readonly Batch[] = Array.isArray(update) ? update : [update as Batch];
      return { checkpoint, batches: [...batches.slice(0, -1), { checkpoint, ...batches.at(-1) }] };
    });
    this.onPull = ({ checkpoint }) => {
      const done = named.findIndex((update) => update.checkpoint === checkpoint);
      const rest = named.slice(done + 1).flatMap((update) => update.batches);
      return rest.length > 0 ? rest : [{ checkpoint: checkpoint ?? '0' }];
    };
  }

  get adapter(): AnyAdapter {
    const { onConfirm } = this;
    return {
      id: 'scripted',
      specVersion: 1,
      traits: this.traits,
      link: {
        start: async () => ({ kind: 'none' as const }),
        exchange: async () => ({ credentials: {}, providerConnectionId: 'login' }),
      },
      connection: {
        inspect: async () => {
          this.onInspect();
          return {
            institution: { id: 'bank', name: 'Bank' },
            consent: { scopes: [], grantedAt: null, expiresAt: null },
            auth: 'ok' as const,
            ...(this.historyClosesAt && { historyClosesAt: this.historyClosesAt }),
          };
        },
        revoke: async () => {},
      },
      accounts: { list: async () => ({ accounts: this.accounts, complete: this.complete }) },
      feed: {
        scope: this.scope,
        pull: (input, call) => this.#pull(input, call.signal),
        ...(onConfirm && {
          confirm: async (rows: readonly ConfirmQuery[]) => {
            this.asked.push(rows);
            return onConfirm(rows);
          },
        }),
      },
    };
  }

  async *#pull(input: PullInput, signal: AbortSignal): AsyncGenerator<Batch> {
    this.pulls.push(input);
    this.underWay++;
    try {
      for await (const step of this.onPull(input)) {
        signal.throwIfAborted();
        if (step instanceof Error) throw step;
        if (typeof step === 'function') await step();
        else yield step;
      }
    } finally {
      this.underWay--;
    }
  }
}

/** An account as a provider lists it. */
export function account(id: string, more: Partial<AdapterAccount> = {}): AdapterAccount {
  const money = { value: '100.00', currency: 'USD' };
  return {
    id,
    name: `Account ${id}`,
    mask: `00${id}`.slice(-4),
    type: 'depository',
    subtype: 'checking',
    currency: 'USD',
    balances: { kind: 'asset', current: money, available: null, limit: null, asOf: null },
    ...more,
  };
}

export type RowSpec = Partial<Omit<Upsert, 'ids' | 'amount'>> & {
  readonly amount?: string;
  readonly currency?: string;
};

/** A row as a provider gives it. `id` is a stable one; `undefined` for a row without any. */
export function row(id: string | undefined, spec: RowSpec = {}): Upsert {
  const { amount = '-5.00', currency = 'USD', description = 'Coffee', ...rest } = spec;
  return {
    account: 'a',
    ids: id === undefined ? [] : [{ scheme: 'id', value: id, stable: true }],
    status: 'posted',
    amount: { value: amount, currency },
    date: '2026-11-10',
    description,
    originalDescription: description,
    counterparties: [],
    category: { primary: 'food_and_drink', detailed: 'food_and_drink.coffee' },
    kind: 'purchase',
    ...rest,
  };
}

/** A row that is not booked yet. */
export function pending(id: string | undefined, spec: RowSpec = {}): Upsert {
  return row(id, { status: 'pending', ...spec });
}

/** The removal of a row. */
export function removal(id: string, account = 'a'): NonNullable<Batch['removals']>[number] {
  return { account, id: { scheme: 'id', value: id } };
}
