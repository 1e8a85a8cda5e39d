import type { Batch, Rejected } from '../adapter-kit/rows.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { RecordWrite } from '../store/records.ts';
import type { CoveredRange } from './absence.ts';
import type { RunContext } from './context.ts';
import { type Op, removalOp, upsertOp } from './op.ts';
import type { PlannedScope } from './plan.ts';
import { QUARANTINE, quarantineKey, quarantineWrite } from './quarantine.ts';
import { Stage } from './stage.ts';
import { faultOf } from './validate.ts';

/** One update while its batches come in. */
export class Intake {
  readonly #context: RunContext;
  readonly #planned: PlannedScope;
  readonly stage: Stage;
  readonly #rejected = new Map<string, Rejected>();
  readonly #earliest = new Map<string, CalendarDate>();
  readonly covered: CoveredRange[] = [];
  readonly completePending = new Set<string>();
  skipped = 0;

  constructor(context: RunContext, planned: PlannedScope) {
    this.#context = context;
    this.#planned = planned;
    this.stage = new Stage(context.ledger, context.guard);
  }

  async add(batch: Batch): Promise<void> {
    const { accounts } = this.#context;
    if (batch.accounts) accounts.merge(batch.accounts, { complete: false, at: this.#context.now() });
    if (batch.readiness) this.stage.readiness = batch.readiness;
    if (batch.dataAsOf) this.#context.dataAsOf = batch.dataAsOf;
    for (const { account, error } of batch.failures ?? [])
      if (isBankweaveError(error)) this.#context.accountErrors.set(account, error);
    const ops: Op[] = [];
    for (const upsert of batch.upserts ?? []) {
      const fault = faultOf(upsert);
      if (fault) {
        const id = upsert?.ids?.[0];
        this.#reject({
          ...fault,
          account: upsert?.account,
          ...(id && { id }),
          ...(typeof upsert?.date === 'string' && { date: upsert.date }),
        });
        continue;
      }
      const accountId = accounts.idOf(upsert.account, upsert.amount.currency);
      if (this.#isUnwanted(accountId, upsert.date)) {
        this.skipped++;
        continue;
      }
      const earliest = this.#earliest.get(accountId);
      if (earliest === undefined || upsert.date < earliest) this.#earliest.set(accountId, upsert.date);
      ops.push(upsertOp(upsert, accountId, this.stage.occurrenceOf));
    }
    for (const removal of batch.removals ?? [])
      ops.push(removalOp(removal, accounts.idOf(removal.account, 'XXX')));
    for (const rejected of batch.rejected ?? []) this.#reject(rejected);
    await this.stage.add(ops);
    for (const claim of batch.coverage ?? []) {
      const accountId = accounts.idOf(claim.account, 'XXX');
      if ('pending' in claim) this.completePending.add(accountId);
      else this.covered.push({ accountId, from: claim.from, to: claim.to });
    }
  }

  /** After a full pass, everything from the first day that came on is covered. */
  coverAll(): void {
    for (const [accountId, from] of this.#earliest) this.covered.push({ accountId, from, to: '9999-12-31' });
  }

  get quarantined(): number {
    return this.#rejected.size;
  }

  /** Puts rejected records apart, and lets go of those that could be read this time. */
  async quarantineWrites(): Promise<RecordWrite[]> {
    const { connectionId, userId, ports } = this.#context;
    const held = await ports.store.records.list(EVERY_USER, QUARANTINE, {
      prefix: `${connectionId}/`,
      limit: 10_000,
    });
    const earlier = new Map(held.map((record) => [record.key, record]));
    const where = { connectionId, userId, at: this.#context.now() };
    const writes = [...this.#rejected].map(([key, rejected]) =>
      quarantineWrite(rejected, where, earlier.get(key)),
    );
    if (held.length === 0) return writes;
    for await (const ops of this.stage.sets()) {
      for (const op of ops) {
        if (op.type === 'removal') continue;
        for (const id of op.upsert.ids) {
          const key = quarantineKey(connectionId, { account: op.upsert.account, id, path: '', reason: '' });
          if (earlier.delete(key)) writes.push({ namespace: QUARANTINE, key, userId, value: undefined });
        }
      }
    }
    return writes;
  }

  #reject(rejected: Rejected): void {
    const key = quarantineKey(this.#context.connectionId, rejected);
    // Two records without an id must not share one place, or one of them would be lost from sight.
    let place = key;
    for (let n = 2; !rejected.id && this.#rejected.has(place); n++) place = `${key}.${n}`;
    this.#rejected.set(place, rejected);
  }

  #isUnwanted(accountId: string, date: CalendarDate): boolean {
    if (this.#context.accounts.get(accountId)?.account.enabled === false) return true;
    // Some banks answer with more than was asked for; what lies before all history is not kept.
    return (
      this.#context.adapter.traits.windowed === true &&
      !this.#planned.state.complete &&
      date < this.#planned.window.from
    );
  }
}
