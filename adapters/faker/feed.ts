import type { Batch, ConnectionCall, Feed, PullInput } from 'bankweave/adapter-kit';
import type { Client, Visit } from './client.ts';
import { differences, type Entry, olderThan, snapshot } from './entries.ts';
import type { Settings } from './options.ts';
import { toAccount } from './to-account.ts';
import { toInstant } from './to-connection.ts';
import { accountUnreadable, errorOf } from './to-error.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './wire.ts';

const DAY_MS = 86_400_000;
// What a bank has at hand while it still collects the rest.
const EARLY_DAYS = 30;

/**
 * A delta feed: the first pull gives the history as it is, later ones what happened since, one entry for each row,
 * and each pull ends in one checkpoint.
 */
export function createFeed(settings: Settings, client: Client): Feed {
  return { scope: 'connection', pull: (input, call) => pull(settings, client, input, call) };
}

async function* pull(
  settings: Settings,
  client: Client,
  input: PullInput,
  call: ConnectionCall,
): AsyncGenerator<Batch> {
  const visit = await client.enter(call);
  const { world, login, asOf } = visit;
  const base = input.checkpoint === null ? undefined : readCheckpoint(input.checkpoint, world, login.id);
  const dataAsOf = toInstant(asOf);
  const head = world.head(asOf);
  const { accounts, broken } = visit.accounts();
  const balances = accounts.map((account) => toAccount(account, asOf));

  if (world.takeFault(login.id, ['not_ready'])) {
    yield { accounts: balances, readiness: 'not_ready', dataAsOf };
    return;
  }
  // The bank's clock may be behind the checkpoint: after a test turned it back, or while the bank is stale.
  if (base && base.at > head) {
    yield { accounts: balances, readiness: 'complete', dataAsOf, checkpoint: input.checkpoint ?? '' };
    return;
  }

  const today = (daysAgo: number) => world.today(login.institutionId, asOf - daysAgo * DAY_MS);
  const whole = base?.wanted ?? base?.from ?? today(settings.historyDays);
  const partial = world.takeFault(login.id, ['history_pending']) !== undefined;
  const newest = base?.from ?? today(Math.min(settings.historyDays, EARLY_DAYS));
  const from = partial ? newest : whole;
  const left = [...broken, ...input.disabledAccounts];
  const startOf = (account: string) =>
    base ? (base.behind[account] === undefined ? base.at : base.behind[account]) : null;
  const entries = accounts
    .filter(({ id }) => !left.includes(id))
    .flatMap(({ id }) => {
      const start = startOf(id);
      if (start === null) return snapshot(world, id, asOf, from);
      const since = differences(world, login.id, id, start, asOf, from);
      return from < newest ? [...since, ...olderThan(newest, snapshot(world, id, asOf, from), since)] : since;
    });

  for (const page of pages(entries, settings.pageSize)) {
    call.signal.throwIfAborted();
    yield page;
    interrupt(visit);
  }
  interrupt(visit);
  const behind = Object.fromEntries(left.map((id) => [id, startOf(id)]));
  const wanted = partial ? { wanted: whole } : {};
  const next: Omit<Checkpoint, 'v' | 'world'> = { login: login.id, from, ...wanted, at: head, behind };
  yield {
    accounts: balances,
    failures: broken.map((account) => ({ account, error: accountUnreadable() })),
    readiness: partial ? 'initial' : 'complete',
    dataAsOf,
    checkpoint: writeCheckpoint(world, next),
  };
}

/** Pages of rows in order, removals among them. */
function* pages(entries: readonly Entry[], size: number): Generator<Batch> {
  for (let start = 0; start < entries.length; start += size) {
    const page = entries.slice(start, start + size);
    yield {
      upserts: page.flatMap((entry) => entry.upsert ?? []),
      removals: page.flatMap((entry) => entry.removal ?? []),
    };
  }
}

function interrupt({ world, login }: Visit): void {
  const fault = world.takeFault(login.id, ['mutation']);
  if (fault) throw errorOf(fault);
}
