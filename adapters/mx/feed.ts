import {
  addDays,
  type Batch,
  type CalendarDate,
  type ConnectionCall,
  type Coverage,
  type DateWindow,
  daysBetween,
  type Feed,
  isBankweaveError,
  type PullInput,
  readInstant,
} from 'bankweave/adapter-kit';
import { listAccounts } from './accounts.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { confirm } from './confirm.ts';
import { type Kept, readCredentials } from './credentials.ts';
import { statusOf } from './jobs.ts';
import { latest, Listing, type Seen } from './listing.ts';
import type { Settings } from './options.ts';
import { readinessOf, troubleOf } from './readiness.ts';
import { olderThan, slicesOf } from './slices.ts';
import type { OpenTransport, Transport } from './transport.ts';
import { type Trust, trustIn } from './trust.ts';
import { meaningOf } from './unknown-member.ts';
import type { Status } from './wire.ts';

/** Everything is listed again so often, for what went missing or was rewritten beyond the days of a routine read. */
const DEEP_EVERY = 7;
/** The filter for changes knows days only, and MX's clock is its own. */
const OVERLAP = 1;
/** With changes older than that, the range to ask for would be longer than MX takes. */
const LONGEST_CHANGES = 160;
/** Rows that happened before the first day that is held, and were booked after it. */
const FLOOR_MARGIN = 14;
/** The days whose rows are counted, to notice a list that shrank. */
const RECENT = 30;

/**
 * MX has neither cursor nor tombstones. Changes come from rows that were updated since the last read (the change leg),
 * removals from listing the last weeks again (the presence leg); absence counts only where the list stood still, no job
 * ran meanwhile, and each missing row was asked about.
 */
export function createFeed(settings: Settings, open: OpenTransport): Feed {
  return {
    scope: 'connection',
    async *pull(input, call) {
      const mx = await open(call);
      const of = readCredentials(call.credentials);
      try {
        yield* pull(settings, { mx, of }, input, call);
      } catch (error) {
        throw await meaningOf(error, mx, of, call);
      }
    },
    confirm: async (rows, call) => confirm(await open(call), readCredentials(call.credentials), rows, call),
  };
}

/** What a pull works with. */
interface Pull {
  readonly settings: Settings;
  readonly mx: Transport;
  readonly of: Kept;
  readonly window: DateWindow;
  readonly call: ConnectionCall;
  readonly listing: Listing;
  /** Guids of the accounts to read. */
  readonly accounts: readonly string[];
  readonly today: CalendarDate;
  readonly depth: CalendarDate;
  readonly status: Status;
}

async function* pull(
  settings: Settings,
  { mx, of }: { readonly mx: Transport; readonly of: Kept },
  { checkpoint, window, disabledAccounts }: PullInput,
  call: ConnectionCall,
): AsyncGenerator<Batch> {
  const at = checkpoint === null ? {} : readCheckpoint(checkpoint, settings.apiVersion, of.member);
  const status = await statusOf(mx, of);
  if (!readinessOf(status).isReady) {
    yield { readiness: 'not_ready' };
    return;
  }
  // The engine's window ends tomorrow, for banks that are a day ahead.
  const today = addDays(window.to, -1);
  const { accounts } = await listAccounts(mx, settings, of, today);
  const currencies = new Map(accounts.map(({ id, currency }) => [id, currency]));
  const deepest = addDays(today, -settings.historyDays);
  const parts: Pull = {
    settings,
    mx,
    of,
    window,
    call,
    listing: new Listing(mx, of, (account) => currencies.get(account)),
    accounts: accounts.map(({ id }) => id).filter((id) => !disabledAccounts.includes(id)),
    today,
    depth: window.from < deepest ? window.from : deepest,
    status,
  };
  yield* isDeepDue(at, today) ? deep(parts, at) : routine(parts, at);
  const trouble = troubleOf(status);
  if (trouble) throw trouble;
}

function isDeepDue({ watermark, deepOn, deep: under }: Checkpoint, today: CalendarDate): boolean {
  if (under || watermark === undefined || deepOn === undefined) return true;
  return daysBetween(deepOn, today) >= DEEP_EVERY || daysBetween(watermark, today) > LONGEST_CHANGES;
}

/**
 * Lists everything, newest first, in slices that are each committed: a long history that breaks off goes on the same day
 * where it was, and on another day begins anew, since its newest days are old by then.
 */
async function* deep(parts: Pull, before: Checkpoint): AsyncGenerator<Batch> {
  const { window, today, depth, listing } = parts;
  let under =
    before.deep?.began === today && before.deep.from > depth
      ? before.deep
      : { began: today, from: addDays(window.to, 1), isWhole: true };
  let at: Checkpoint = { ...before, deep: under };
  const slices = slicesOf({ from: depth, to: addDays(under.from, -1) });
  for (const [index, { whole, listed }] of slices.entries()) {
    const seen = yield* listing.read(listed, { recentFrom: addDays(today, -RECENT) });
    const trust = await trustIn(parts, at, seen, whole.to === window.to);
    const newest = latest(under.newest, seen.newest);
    under = {
      ...under,
      from: whole.from,
      isWhole: under.isWhole && trust.isTrusted,
      ...(newest !== undefined && { newest }),
    };
    at = remembering({ ...at, ...floorsOf(parts, at, seen), deep: under }, trust);
    if (index === slices.length - 1) at = await deepDone(parts, at, under);
    yield endOf(parts, at, trust.isTrusted ? [whole] : []);
  }
}

/** The floors of a member that took another's place, once, from what its newest days show. */
function floorsOf(
  { of, accounts }: Pull,
  { floors }: Checkpoint,
  { oldest }: Seen,
): Pick<Checkpoint, 'floors'> {
  if (of.relinkedOn === undefined || floors) return {};
  const found = accounts.flatMap((account) => {
    const day = oldest.get(account);
    return day === undefined ? [] : [[account, addDays(day, FLOOR_MARGIN)] as const];
  });
  return { floors: Object.fromEntries(found) };
}

/** The checkpoint after everything was listed. In doubt it is all listed again next time. */
async function deepDone(
  parts: Pull,
  before: Checkpoint,
  { began, newest, isWhole }: NonNullable<Checkpoint['deep']>,
): Promise<Checkpoint> {
  const { deep: _, ...at } = before;
  const seen = newest !== undefined && newest > began ? began : newest;
  const watermark = latest(at.watermark, seen);
  return {
    ...at,
    ...(watermark !== undefined && { watermark }),
    ...(isWhole && { deepOn: began }),
    ...((await hasExtended(parts, at)) && { extended: true }),
  };
}

/** The change leg over all older days and the presence leg over the window, as one update. */
async function* routine(parts: Pull, before: Checkpoint): AsyncGenerator<Batch> {
  const { window, today, depth, listing } = parts;
  const watermark = before.watermark ?? depth;
  const updated = { from: addDays(watermark, -OVERLAP), to: addDays(today, 1) };
  let newest: CalendarDate | undefined = watermark;
  let coherent = true;
  for (const days of olderThan(window, depth)) {
    const seen = yield* listing.read(days, { updated });
    newest = latest(newest, seen.newest);
    coherent &&= seen.coherent;
  }
  let recent = 0;
  const slices = slicesOf(window);
  for (const { listed } of slices) {
    const seen = yield* listing.read(listed, { recentFrom: addDays(today, -RECENT) });
    newest = latest(newest, seen.newest);
    coherent &&= seen.coherent;
    recent += seen.recent;
  }
  const trust = await trustIn(parts, before, { coherent, recent }, true);
  // A list that moved may have hidden a change: then the same days are asked for once more.
  const next = !coherent || newest === undefined ? watermark : newest > today ? today : newest;
  const extended = await hasExtended(parts, before);
  const at = remembering({ ...before, watermark: next, ...(extended && { extended }) }, trust);
  yield endOf(parts, at, trust.isTrusted ? slices.map(({ whole }) => whole) : []);
}

function remembering(before: Checkpoint, { remember }: Trust): Checkpoint {
  const { recent: _, shrunk: __, ...at } = before;
  return { ...at, ...remember };
}

/** The batch that ends an update: what it holds whole, and where to go on. */
function endOf(
  { accounts, status, settings, of, window }: Pull,
  at: Checkpoint,
  whole: readonly DateWindow[],
): Batch {
  const dataAsOf = readInstant(status.successfully_aggregated_at);
  return {
    coverage: accounts.flatMap((account): Coverage[] => {
      const held = whole.flatMap((days) => since(days, floorOf(of, at, account)));
      // Pending rows live for two weeks at the most, so the newest days hold all of them.
      const hasNewest = whole.some(({ to }) => to === window.to);
      return [
        ...held.map((days) => ({ account, ...days })),
        ...(hasNewest ? [{ account, pending: 'complete' } as const] : []),
      ];
    }),
    ...(dataAsOf !== undefined && { dataAsOf }),
    checkpoint: writeCheckpoint(at, settings.apiVersion, of.member),
  };
}

/**
 * From when on an account's list says what is gone. A member that took the place of a purged one has only the newest
 * part of what that one had, and what it lacks of the rest is not gone.
 */
function floorOf({ relinkedOn }: Kept, { floors }: Checkpoint, account: string): CalendarDate | undefined {
  return relinkedOn && (floors?.[account] ?? relinkedOn);
}

function since({ from, to }: DateWindow, floor: CalendarDate | undefined): DateWindow[] {
  if (floor === undefined || from >= floor) return [{ from, to }];
  return to >= floor ? [{ from: floor, to }] : [];
}

/**
 * Whether up to 24 months have been asked for; asked once, and only with the person there, since the bank may want a
 * code. What comes of it is found by the change leg.
 */
async function hasExtended(
  { settings, mx, of, call }: Pull,
  { extended = false }: Checkpoint,
): Promise<boolean> {
  if (extended || !settings.extendHistory || !call.attended) return extended;
  try {
    await mx.extendHistory(of);
    return true;
  } catch (error) {
    if (!isBankweaveError(error)) throw error;
    call.logger.warn('MX did not take the request for more history.', {
      provider: 'mx',
      status: error.status,
    });
    // 400: not with this bank; 403: not with this contract. Another job under way, or a fault: next time.
    return error.status === 400 || error.status === 403;
  }
}
