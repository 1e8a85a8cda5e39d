import type { Batch, Upsert } from 'bankweave/adapter-kit';
import { row as makeRow } from '../support/scripted-adapter.ts';

/** One thing that happens at a bank. Numbers pick among what is there, whatever that is by then. */
export type Deed =
  | {
      readonly type: 'add';
      readonly pending: boolean;
      readonly amount: number;
      readonly day: number;
      readonly text: number;
      readonly account: number;
    }
  | { readonly type: 'edit'; readonly which: number; readonly text: number; readonly amount: number }
  | { readonly type: 'remove'; readonly which: number }
  | {
      readonly type: 'post';
      readonly which: number;
      readonly linked: boolean;
      readonly amount: number;
      readonly days: number;
    }
  | { readonly type: 'bringBack'; readonly which: number }
  | { readonly type: 'renumber'; readonly which: number }
  | { readonly type: 'reissue'; readonly which: number; readonly amount: number };

const AMOUNTS = ['-5.00', '-6.00', '12.50'];
const TEXTS = ['Coffee', 'Bakery'];
const ACCOUNTS = ['a', 'b'];

/** A naive bank: rows by their number, and nothing else. What a ledger must show is what is in here. */
export class BankModel {
  readonly live = new Map<string, Upsert>();
  /** Numbers that named a row once, with what it was. */
  readonly former = new Map<string, Upsert>();
  /** Numbers of pending rows that a booked row named; a bank does not show them as pending again. */
  readonly #booked = new Set<string>();
  #numbers = 0;

  do(deed: Deed): void {
    const at = <T>(list: readonly T[], index: number): T | undefined =>
      list[index % Math.max(1, list.length)];
    const rows = [...this.live.values()];
    switch (deed.type) {
      case 'add': {
        const id = this.#number();
        this.#put(id, {
          ...makeRow(id, {
            account: ACCOUNTS[deed.account % 2] as string,
            amount: AMOUNTS[deed.amount % 3] as string,
            date: dayOf(deed.day),
            description: TEXTS[deed.text % 2] as string,
            status: deed.pending ? 'pending' : 'posted',
          }),
        });
        break;
      }
      case 'edit': {
        const found = at(rows, deed.which);
        if (!found) break;
        const description = TEXTS[deed.text % 2] as string;
        const amount = { ...found.amount, value: AMOUNTS[deed.amount % 3] as string };
        this.#put(idOf(found), { ...found, description, originalDescription: description, amount });
        break;
      }
      case 'remove': {
        const found = at(rows, deed.which);
        if (found) this.#drop(found);
        break;
      }
      case 'post': {
        const found = at(
          rows.filter(({ status }) => status === 'pending'),
          deed.which,
        );
        if (!found) break;
        this.#drop(found);
        if (deed.linked) this.#booked.add(idOf(found));
        const id = this.#number();
        this.#put(id, {
          ...found,
          ids: [{ scheme: 'id', value: id, stable: true }],
          status: 'posted',
          date: dayOf(Number(found.date.slice(8)) - 1 + deed.days),
          ...(deed.amount % 3 === 0 && { amount: { ...found.amount, value: '-6.50' } }),
          ...(deed.linked && { pendingId: idOf(found) }),
        });
        break;
      }
      case 'bringBack': {
        const found = at(
          [...this.former.values()].filter(
            (one) => !this.live.has(idOf(one)) && !this.#booked.has(idOf(one)),
          ),
          deed.which,
        );
        if (found) this.#put(idOf(found), found);
        break;
      }
      case 'renumber': {
        const found = at(rows, deed.which);
        if (!found) break;
        this.#drop(found);
        const id = this.#number();
        const { pendingId: _, ...rest } = found;
        this.#put(id, { ...rest, ids: [{ scheme: 'id', value: id, stable: true }] });
        break;
      }
      case 'reissue': {
        const found = at(
          [...this.former.values()].filter((one) => !this.live.has(idOf(one))),
          deed.which,
        );
        if (!found) break;
        const { pendingId: _, ...rest } = found;
        const amount = { ...found.amount, value: AMOUNTS[deed.amount % 3] as string };
        this.#put(idOf(found), { ...rest, amount, status: 'posted' });
      }
    }
  }

  /** What changed since an earlier state, one entry for each number. */
  since(before: ReadonlyMap<string, Upsert>): {
    upserts: Upsert[];
    removals: NonNullable<Batch['removals']>[number][];
  } {
    const upserts = [...this.live].filter(([id, row]) => before.get(id) !== row).map(([, row]) => row);
    const removals = [...before]
      .filter(([id]) => !this.live.has(id))
      .map(([id, { account }]) => ({ account, id: { scheme: 'id', value: id } }));
    return { upserts, removals };
  }

  #number(): string {
    return `n${++this.#numbers}`;
  }

  #put(id: string, row: Upsert): void {
    this.live.set(id, row);
    this.former.set(id, row);
  }

  #drop(row: Upsert): void {
    this.live.delete(idOf(row));
  }
}

export function idOf(row: Pick<Upsert, 'ids'>): string {
  return row.ids[0]?.value ?? '';
}

function dayOf(n: number): Upsert['date'] {
  return `2026-11-${String((n % 14) + 1).padStart(2, '0')}` as Upsert['date'];
}
