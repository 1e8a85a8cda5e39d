import { addDays, type CalendarDate } from 'bankweave/adapter-kit';
import type { WorldAccount, WorldRow } from 'bankweave/sandbox';
import { guidOf, pickOf } from './guid.ts';
import { type Import, loginIdOf, type Member, type Mx, type Shown } from './state.ts';

const DAY_MS = 86_400_000;
const PENDING_LIFE_MS = 14 * DAY_MS;
const FIRST_DAYS = 90;
const MOST_DAYS = 730;
const NEWEST_DAYS = 30;

/** The guid of an account under a member: a member that is linked again has other ones. */
export function accountGuid(member: Member, accountId: string): string {
  return guidOf('ACT', member.guid, accountId);
}

/** The accounts of a member, each as it was last read. */
export function accountsOf(
  mx: Mx,
  member: Member,
): readonly { account: WorldAccount; guid: string; read: Import }[] {
  const read = member.accountImports.at(-1);
  if (!read || member.username === null) return [];
  return member.bank.accounts(member.username, read.dataAt).map((listed) => {
    const own = readOf(mx, member, listed.id, read);
    return {
      account: own === read ? listed : member.bank.account(listed.id, own.dataAt),
      guid: accountGuid(member, listed.id),
      read: own,
    };
  });
}

/** Every transaction that a member shows, oldest first. */
export function rowsOf(mx: Mx, member: Member): readonly Shown[] {
  const before = member.imports.at(-1);
  const after = member.job?.phase === 'half_written' ? (member.job.read ?? undefined) : undefined;
  const key = keyOf(mx, member, before, after);
  if (member.shown?.key === key) return member.shown.rows;
  const held = before ? readRows(mx, member, before, member.imports) : [];
  const rows = after ? halfWritten(held, readRows(mx, member, after, [...member.imports, after])) : held;
  member.shown = { key, rows };
  return rows;
}

/** While transactions are being written, every other new row is there, and those that go are there still. */
function halfWritten(held: readonly Shown[], coming: readonly Shown[]): readonly Shown[] {
  const known = new Set(held.map(({ guid }) => guid));
  return [...held, ...coming.filter(({ guid }) => !known.has(guid) && pickOf(guid, 2) === 0)];
}

function readRows(mx: Mx, member: Member, read: Import, imports: readonly Import[]): readonly Shown[] {
  const { bank, username } = member;
  if (username === null) return [];
  const first = oldestDay(mx, member, imports);
  const coexisting = bookedRows(mx, member, read);
  return bank.accounts(username, read.dataAt).flatMap((listed) => {
    const { dataAt, at } = readOf(mx, member, listed.id, read);
    const lasting = bank
      .rows(listed.id, dataAt)
      .filter((row) => isListed(storyOf(mx, row), row, at) && dayOf(row) >= first);
    const pending = coexisting.filter((row) => row.accountId === listed.id);
    return [...lasting, ...pending].map((row) => shown(mx, member, listed, row, imports));
  });
}

/** An account whose own read fails stays as it was before. */
function readOf({ world }: Mx, { bank }: Member, accountId: string, read: Import): Import {
  const fault = bank.throttled ? world.peekFault(accountId, ['account_error']) : undefined;
  return fault && fault.since < read.dataAt ? { at: fault.since, dataAt: fault.since } : read;
}

/** MX never lists a pending row that is fourteen days old. */
function isListed(story: Story, row: WorldRow, at: number): boolean {
  if (row.status === 'pending') return Date.parse(row.createdAt) + PENDING_LIFE_MS > at;
  return story !== 'dies' || row.pendingId === undefined;
}

type Story = Exclude<Mx['settings']['pending'], 'mixed'>;

function storyOf({ settings }: Mx, row: WorldRow): Story {
  if (settings.pending !== 'mixed') return settings.pending;
  const stories = ['replaced', 'keeps', 'coexists', 'replaced'] as const;
  return stories[pickOf(row.pendingId ?? row.id, stories.length)] ?? 'replaced';
}

/** Pending rows that stay beside the row that replaced them. */
function bookedRows(mx: Mx, { bank, username }: Member, { at, dataAt }: Import): readonly WorldRow[] {
  const { pending } = mx.settings;
  if (username === null || pending === 'replaced' || pending === 'keeps') return [];
  return bank
    .booked(username, dataAt - PENDING_LIFE_MS, dataAt)
    .filter((row) => storyOf(mx, row) !== 'keeps' && storyOf(mx, row) !== 'replaced')
    .filter((row) => Date.parse(row.createdAt) + PENDING_LIFE_MS > at);
}

function shown(
  mx: Mx,
  member: Member,
  account: WorldAccount,
  row: WorldRow,
  imports: readonly Import[],
): Shown {
  const id = storyOf(mx, row) === 'keeps' ? (row.pendingId ?? row.id) : row.id;
  // A blank number is no number: MX gives every row a guid.
  const guid = guidOf('TRN', member.guid, row.accountId, id.trim() === '' ? row.key : id);
  const replaced = row.pendingId !== undefined && id === row.id;
  const born = Date.parse(replaced && row.postedDate ? `${row.postedDate}T00:00:00Z` : row.createdAt);
  const fetched = member.extendedAt !== null && dayOf(row) < firstDay(imports) ? member.extendedAt : 0;
  const createdAt = seenAt(imports, Math.max(born, Date.parse(row.createdAt)), fetched);
  const updatedAt = Math.max(createdAt, seenAt(imports, Date.parse(row.updatedAt), 0));
  return { guid, row, account, createdAt, updatedAt };
}

/** MX's stamps are its own: a change at the bank is seen by the first read after it. */
function seenAt(imports: readonly Import[], changedAt: number, notBefore: number): number {
  let [low, high] = [0, imports.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((imports[middle]?.dataAt ?? 0) >= changedAt) high = middle;
    else low = middle + 1;
  }
  return Math.max(notBefore, imports[low]?.at ?? 0);
}

function oldestDay({ world }: Mx, member: Member, imports: readonly Import[]): CalendarDate {
  const loginId = loginIdOf(member);
  if (loginId !== null && world.peekFault(loginId, ['history_pending'])) {
    return addDays(isoDay(imports.at(-1)?.at ?? 0), -NEWEST_DAYS);
  }
  if (member.extendedAt !== null || member.job?.kind === 'history') {
    return addDays(isoDay(imports[0]?.at ?? 0), -MOST_DAYS);
  }
  return firstDay(imports);
}

function firstDay(imports: readonly Import[]): CalendarDate {
  return addDays(isoDay(imports[0]?.at ?? 0), -FIRST_DAYS);
}

/** The day that MX files a row under: that of the purchase where it is known. */
export function dayOf(row: WorldRow): CalendarDate {
  return row.authorizedDate ?? row.date;
}

/** The day of a moment, in UTC. */
export function isoDay(at: number): CalendarDate {
  return new Date(at).toISOString().slice(0, 10) as CalendarDate;
}

function keyOf(mx: Mx, member: Member, before?: Import, after?: Import): string {
  const { world, settings } = mx;
  const loginId = loginIdOf(member);
  const young = loginId !== null && world.peekFault(loginId, ['history_pending']);
  const broken = loginId !== null && member.accountImports.length > 0 && faultyAccounts(mx, member);
  return [
    settings.pending,
    before?.at,
    after?.at,
    member.extendedAt,
    world.head(after?.dataAt ?? before?.dataAt),
    young ? 'young' : '',
    broken || '',
  ].join('|');
}

function faultyAccounts({ world }: Mx, { bank, username, accountImports }: Member): string {
  if (username === null || !bank.throttled) return '';
  return bank
    .accounts(username, accountImports.at(-1)?.dataAt ?? 0)
    .filter(({ id }) => world.peekFault(id, ['account_error']))
    .map(({ id }) => id)
    .join();
}
