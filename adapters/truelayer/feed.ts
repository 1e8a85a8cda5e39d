import {
  addDays,
  type BankweaveError,
  type Batch,
  type CalendarDate,
  type ConnectionCall,
  type Feed,
  isBankweaveError,
  type PullInput,
  readDate,
  readEach,
} from 'bankweave/adapter-kit';
import { placeOf } from './accounts.ts';
import { fetchTask } from './ask.ts';
import { type Booked, readBooked } from './booked.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { listOf } from './client.ts';
import { isNotOffered, type Offers } from './offers.ts';
import { Answer } from './row-ids.ts';
import type { Settings } from './settings.ts';
import { toTransaction } from './to-transaction.ts';
import type { Transaction } from './wire.ts';
import { askedFor, isDeep, routine } from './window.ts';

// Rows that are handed over at once, so that a long history does not hold up everything else.
const ROWS_PER_BATCH = 1_000;

/**
 * A delta feed out of windows: each pull reads all days that any bank gives, since a wider window costs no further call
 * and rows turn up late; the first one after a sign-in reads the deep history.
 */
export function createFeed(settings: Settings, offers: Offers): Feed {
  return { scope: 'account', pull: (input, call) => pull(settings, offers, input, call) };
}

async function* pull(
  settings: Settings,
  offers: Offers,
  { account = '', accountType, checkpoint, window }: PullInput,
  call: ConnectionCall,
): AsyncGenerator<Batch> {
  const before = readCheckpoint(checkpoint);
  const side = accountType === 'credit' ? 'cards' : 'accounts';
  const now = call.clock.now();
  if (checkpoint !== null && wasJustRead(settings, before, call)) {
    yield { checkpoint };
    return;
  }
  const path = placeOf(side, account);
  const booked = before?.task
    ? await awaited(settings, call, before.task)
    : await readBooked(
        settings,
        call,
        { account, path },
        askedFor(window, now, settings, call.credentials, before),
      );
  const { ceiling = before?.ceiling, refused = before?.refused } = booked.learned;
  const kept: Partial<Checkpoint> = {
    ...(ceiling !== undefined && { ceiling }),
    ...(refused !== undefined && { refused }),
    ...(before?.lacks && { lacks: before.lacks }),
  };
  if (booked.rows === undefined) {
    const { from, to } = booked.window;
    const task = { id: booked.task ?? '', from, to };
    // Still on its way: the next pull asks for it and not for the rows again.
    yield { readiness: 'not_ready', checkpoint: writeCheckpoint({ ...kept, to: before?.to ?? from, task }) };
    return;
  }
  const reader = { account, side } as const;
  const posted = new Answer(booked.rows);
  let oldest: CalendarDate | undefined;
  for (const batch of batchesOf(posted, { ...reader, status: 'posted' }, call)) {
    for (const { date } of batch.upserts ?? []) if (oldest === undefined || date < oldest) oldest = date;
    yield { ...batch, upserts: (batch.upserts ?? []).filter(({ date }) => date >= booked.window.from) };
  }
  // Asked after the booked rows: a row that is booked in between is then in neither of them once, instead of in both.
  const pending = await readPending(settings, offers, call, { account, side, path, before });
  const held = new Answer((pending.rows ?? []).filter((row) => !posted.shows(row)));
  for (const batch of batchesOf(held, { ...reader, status: 'pending' }, call)) yield batch;
  yield {
    readiness: 'complete',
    coverage: [
      { account, status: 'posted', ...certain(booked, oldest) },
      ...(pending.rows ? [{ account, pending: 'complete' as const }] : []),
    ],
    checkpoint: writeCheckpoint({ ...kept, ...pending.learned, to: booked.window.to, readAt: now }),
  };
  if (pending.error) throw pending.error;
}

const JUST_NOW_MS = 5 * 60_000;

/**
 * The notice about an answer may come after a sync has waited for that answer itself. Reading again because of it would
 * ask for another answer with another notice, until the calls of the day are gone.
 */
function wasJustRead(
  { async: mode }: Settings,
  before: Checkpoint | undefined,
  call: ConnectionCall,
): boolean {
  if (mode?.webhookUri === undefined || call.attended || before?.task) return false;
  return call.clock.now() - (before?.readAt ?? 0) < JUST_NOW_MS;
}

/**
 * The days of which the answer surely holds all rows. At the edges the bank's days and ours may differ by one; and a
 * deep window may have been cut without a word to what any bank gives, so that only its oldest row says how deep it went.
 */
function certain({ window }: Booked, oldest: CalendarDate | undefined): PullInput['window'] {
  const to = addDays(window.to, -1);
  let from = addDays(window.from, 1);
  if (isDeep(window)) {
    const shallow = addDays(routine(window).from, 1);
    if (oldest === undefined || oldest > from)
      from = oldest !== undefined && oldest < shallow ? oldest : shallow;
  }
  return { from, to: to < from ? from : to };
}

async function awaited(
  settings: Settings,
  call: ConnectionCall,
  { id, from, to }: NonNullable<Checkpoint['task']>,
): Promise<Booked> {
  const window = { from, to } as PullInput['window'];
  const answer = await fetchTask(settings, call, id);
  return answer.state === 'final'
    ? { window, rows: answer.results, learned: {} }
    : { window, rows: undefined, learned: {}, task: id };
}

interface Pending {
  /** `undefined` where they could not be had: then nothing is known of them, and nothing is taken from them. */
  readonly rows?: readonly unknown[];
  readonly learned?: Pick<Checkpoint, 'lacks'>;
  /** To be thrown once everything else is safe. */
  readonly error?: BankweaveError;
}

/** Reads the whole pending set. Many banks do not have it, and a refusal says nothing about the booked rows. */
async function readPending(
  settings: Settings,
  offers: Offers,
  call: ConnectionCall,
  where: {
    readonly account: string;
    readonly side: 'accounts' | 'cards';
    readonly path: string;
    readonly before: Checkpoint | undefined;
  },
): Promise<Pending> {
  const { account, side, path, before } = where;
  const endpoint = `${side} pending`;
  if (before?.lacks?.includes('pending') || offers.lacks(call.credentials, endpoint)) return {};
  try {
    return {
      rows: await listOf(settings, call, {
        path: `${path}/transactions/pending`,
        budget: 'pending',
        account,
      }),
    };
  } catch (error) {
    call.signal.throwIfAborted();
    offers.learn(call.credentials, endpoint, error);
    if (isNotOffered(error)) return { learned: { lacks: [...(before?.lacks ?? []), 'pending'] } };
    if (!isBankweaveError(error)) throw error;
    // A person, a token or a limit is waited for; whatever else is wrong with this answer is wrong with nothing else.
    if (error.remedy === 'ask_user' || error.code === 'rate_limited' || error.code === 'budget_exhausted')
      return { error };
    call.logger.warn('truelayer: pending rows could not be read', { code: error.providerCode ?? error.code });
    return {};
  }
}

function* batchesOf(
  answer: Answer,
  about: {
    readonly account: string;
    readonly side: 'accounts' | 'cards';
    readonly status: 'pending' | 'posted';
  },
  call: ConnectionCall,
): Generator<Batch> {
  const { account } = about;
  const { rows, shared } = answer;
  let conflicts = 0;
  const ids = (row: Transaction) => answer.idsOf(row);
  const context = { ...about, ids, onConflict: () => conflicts++ };
  for (let start = 0; start < rows.length; start += ROWS_PER_BATCH) {
    const slice = rows.slice(start, start + ROWS_PER_BATCH) as readonly Transaction[];
    yield readEach(slice, (row) => toTransaction(row, context), {
      account: () => account,
      id: (row) => ids(row).find(({ stable }) => stable),
      date: (row) => readDate(row.timestamp),
    });
  }
  if (conflicts > 0)
    call.logger.warn('truelayer: sign_conflict: rows whose type contradicts their sign', {
      count: conflicts,
    });
  if (shared > 0) call.logger.warn('truelayer: rows of one answer share an id', { count: shared });
}
