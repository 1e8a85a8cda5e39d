import { createHash } from 'node:crypto';
import { type Bankweave, createBankweave, type Run, type User } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import type { Stage } from './recording.ts';

const PAUSE_MS = 5_000;

type Ada = User<readonly AnyAdapter[]>;

/** An application with one person, as stories play it. What it draws by chance is the same each time. */
export interface App {
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly ada: Ada;
}

export function createApp(adapter: unknown, { clock }: Pick<Stage, 'clock'>): App {
  let drawn = 0;
  const bytes = (count: number): Uint8Array => {
    drawn += 1;
    return createHash('sha512').update(`drawn ${drawn}`).digest().subarray(0, count);
  };
  const random = { bytes, float: () => 0.5 };
  const bank = createBankweave({ adapters: [adapter as AnyAdapter], clock, random });
  return { bank, ada: bank.user('ada') };
}

/** Syncs until all that the provider has is there; a real one takes its time with a new login. */
export async function synced({ bank }: App, stage: Stage, connectionId: string): Promise<Run> {
  for (let i = 1; ; i++) {
    const run = await bank.sync(connectionId);
    if (run.status === 'complete' || i === 20) return run;
    await stage.outside(`wait ${stage.clock.now()}.${i}`, async (wire) => {
      if (!wire) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return 'waited';
    });
    stage.clock.advance(PAUSE_MS);
  }
}

/** What a person has, as plain lists. */
interface Told {
  readonly connections: readonly object[];
  readonly accounts: readonly object[];
  readonly rows: readonly object[];
}

/** What the person has, without what the library numbers by itself. */
export async function told({ ada }: App): Promise<Told> {
  const connections = [];
  for await (const { provider, institution, status, consent, error } of ada.connections.list())
    connections.push({ provider, institution, status, consent, error: error?.code });
  const names = new Map<string, string>();
  const accounts = [];
  for await (const { id, connectionId: _, ...account } of ada.accounts.list()) {
    names.set(id, account.name);
    accounts.push(account);
  }
  const rows = [];
  for await (const { id: _, connectionId: __, provider: ___, accountId, ...row } of ada.transactions.list())
    rows.push({ account: names.get(accountId), ...row });
  return { connections, accounts: sorted(accounts), rows: sorted(rows) };
}

/** In an order that does not come from numbers that are drawn. */
function sorted<T>(list: readonly T[]): readonly T[] {
  return list
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}
