import type { Batch, Rejected, Upsert } from '../adapter-kit/rows.ts';
import { AdapterContractError, isBankweaveError } from '../errors/catalog.ts';
import { nextTurn } from '../internal/next-turn.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { RecordWrite } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { Coverage } from './coverage.ts';
import { accountIdOf, identityKey } from './identity.ts';
import { type Op, removalOp, upsertOp } from './op.ts';
import type { PlannedScope } from './plan.ts';
import { quarantineKey, quarantineWrites } from './quarantine.ts';
import { Stage } from './stage.ts';
import { faultOf, tidied } from './validate.ts';

const SLICE = 1_000;

/** One update while its batches come in. */
export class Intake {
  readonly #context: RunContext;
  readonly #planned: PlannedScope;
  readonly #forget: () => void;
  readonly #rejected = new Map<string, Rejected>();
  /** How many rejected records share a key. */
  readonly #sharing = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly stage: Stage;
  readonly coverage = new Coverage();
  /** By account: the earliest day of its rows. */
  readonly earliest = new Map<string, CalendarDate>();
  /** Switched-off accounts of which rows were passed over, so that they have to be read again one day. */
  readonly missed = new Set<string>();
  skipped = 0;
  dataAsOf: string | undefined;
  #substance = false;

  constructor(context: RunContext, planned: PlannedScope) {
    this.#context = context;
    this.#planned = planned;
    this.#forget = context.accounts.mark();
    this.stage = new Stage(context.ledger, context.guard, context.ports.stageInMemory);
  }

  /** Whether it holds anything that must not be lost without a checkpoint. */
  get hasSubstance(): boolean {
    return this.#substance;
  }

  async add(batch: Batch): Promise<void> {
    const { accounts } = this.#context;
    if (batch.accounts) accounts.merge(batch.accounts, { complete: false, at: this.#context.now() });
    if (batch.readiness) this.stage.readiness = batch.readiness;
    if (batch.dataAsOf) this.dataAsOf = batch.dataAsOf;
    for (const { account, error } of batch.failures ?? []) {
      this.#failed.add(account);
      this.coverage.doubt(this.#accountId(account));
      if (isBankweaveError(error)) this.#context.accountErrors.set(account, error);
      else
        this.#context.accountErrors.set(account, new AdapterContractError('This account could not be read.'));
    }
    const { upserts = [], removals = [], rejected = [], coverage = [] } = batch;
    if (upserts.length + removals.length + rejected.length + coverage.length > 0) this.#substance = true;
    for (let start = 0; start < upserts.length; start += SLICE) {
      if (start > 0) await nextTurn();
      await this.stage.add(this.#opsOf(upserts.slice(start, start + SLICE)));
    }
    await this.stage.add(removals.flatMap((removal) => this.#removal(removal)));
    for (const one of rejected) this.#reject(tidied(one));
    for (const claim of coverage) this.coverage.claim(this.#accountId(claim.account), claim);
  }

  get quarantined(): number {
    return this.#rejected.size;
  }

  /** Whether an account failed, so that what was to be read of it is still to be read. */
  get hasFailures(): boolean {
    return this.#failed.size > 0;
  }

  /** Identity keys of the records that could not be read, as far as they have an id. */
  get quarantinedKeys(): string[] {
    return [...this.#rejected.values()].flatMap(({ account, id }) =>
      account !== undefined && id ? identityKey(this.#accountId(account), id.scheme, id.value) : [],
    );
  }

  quarantineWrites(): Promise<RecordWrite[]> {
    return quarantineWrites(this.#context, this.#rejected, this.stage, this.coverage.ranges);
  }

  /** Drops everything that is not committed, accounts that only this update spoke of among it. */
  async discard(): Promise<void> {
    this.#forget();
    await this.stage.discard();
  }

  #opsOf(upserts: readonly Upsert[]): Op[] {
    const { accounts } = this.#context;
    const ops: Op[] = [];
    for (const upsert of upserts) {
      const fault = faultOf(upsert);
      if (fault) {
        this.#reject(tidied({ ...upsert, id: upsert?.ids?.[0], ...fault } as Rejected));
        continue;
      }
      const accountId = accounts.idOf(upsert.account, upsert.amount.currency);
      if (this.#isUnwanted(accountId, upsert.date)) {
        this.skipped++;
        continue;
      }
      const earliest = this.earliest.get(accountId);
      if (earliest === undefined || upsert.date < earliest) this.earliest.set(accountId, upsert.date);
      const op = stagedOf(upsert, accountId, this.stage);
      if (op) ops.push(op);
      else
        this.#reject(tidied({ ...upsert, id: upsert.ids[0], path: '', reason: 'plain values' } as Rejected));
    }
    return ops;
  }

  #removal(removal: NonNullable<Batch['removals']>[number]): Op[] {
    const { account, id } = tidied({ ...removal, path: '', reason: '' });
    if (account === undefined || !id) {
      this.#reject({ path: 'removals', reason: 'an account and an id' });
      return [];
    }
    const accountId = this.#accountId(account);
    if (!this.#isDisabled(accountId)) return [removalOp(removal, accountId)];
    this.missed.add(accountId);
    this.skipped++;
    return [];
  }

  #reject(rejected: Rejected): void {
    const { account, id } = rejected;
    const key = quarantineKey(this.#context.connectionId, rejected);
    // Two records without an id must not share one place, or one of them would be lost from sight.
    const sharing = id ? 1 : (this.#sharing.get(key) ?? 0) + 1;
    this.#sharing.set(key, sharing);
    this.#rejected.set(sharing === 1 ? key : `${key}.${sharing}`, rejected);
    // Any row may be the one that could not be read, so that no absence proves anything.
    if (!id || account === undefined)
      this.coverage.doubt(account === undefined ? undefined : this.#accountId(account));
  }

  // An account that is only spoken of does not come to be by it.
  #accountId(providerAccountId: string): string {
    const { accounts, connectionId } = this.#context;
    return accounts.find(providerAccountId) ?? accountIdOf(connectionId, providerAccountId);
  }

  #isDisabled(accountId: string): boolean {
    return this.#context.accounts.get(accountId)?.account.enabled === false;
  }

  #isUnwanted(accountId: string, date: CalendarDate): boolean {
    if (this.#isDisabled(accountId)) {
      this.missed.add(accountId);
      return true;
    }
    // Some banks answer with more than was asked for; what lies before all history is not kept.
    const { state, window } = this.#planned;
    return this.#context.adapter.traits.windowed === true && !state.complete && date < window.from;
  }
}

/** The op of a row; `undefined` where something in it cannot be written down, such as a cycle. */
function stagedOf(upsert: Upsert, accountId: string, { occurrenceOf }: Stage): Op | undefined {
  try {
    return upsertOp(upsert, accountId, occurrenceOf);
  } catch {
    return undefined;
  }
}
