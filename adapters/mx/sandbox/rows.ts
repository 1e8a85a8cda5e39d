import { addDays, type CalendarDate } from 'bankweave/adapter-kit';
import type { WorldAccount, WorldRow } from 'bankweave/sandbox';
import { guidOf, pickOf } from './guid.ts';
import type { Import, Member, Mx, Shown } from './state.ts';

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
export function accountsOf(member: Member): readonly { account: WorldAccount; guid: string; read: Import }[] {
  const latest = member.accountImports.at(-1);
  if (!latest || member.username === null) return [];
  return member.bank.accounts(member.username, latest.dataAt).flatMap((listed) => {
    const read = member.accountImports.findLast(({ missed }) => !missed.includes(listed.id));
    if (!read) return [];
    const account = read === latest ? listed : member.bank.account(listed.id, read.dataAt);
    return [{ account, guid: accountGuid(member, listed.id), read }];
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
  const first = oldestDay(member, imports);
  return bank.accounts(username, read.dataAt).flatMap((listed) => {
    const reads = imports.filter(({ missed }) => !missed.includes(listed.id));
    const latest = reads.at(-1);
    if (!latest) return [];
    const lasting = bank
      .rows(listed.id, latest.dataAt)
      .filter((row) => isListed(storyOf(mx, row), row, latest.at) && dayOf(row) >= first);
    const pending = bookedRows(mx, member, latest).filter((row) => row.accountId === listed.id);
    return [...lasting, ...pending].map((row) => shown(mx, member, listed, row, reads));
  });
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
  const createdAt = seenAt(
    imports,
    Math.max(born, Date.parse(row.createdAt)),
    reachedAt(member, row, imports),
  );
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

/** When history first reached back to a row: old ones come with a full read, the oldest with extended history. */
function reachedAt({ extendedAt }: Member, row: WorldRow, imports: readonly Import[]): number {
  const day = dayOf(row);
  if (extendedAt !== null && day < daysBefore(imports[0], FIRST_DAYS)) return extendedAt;
  if (!imports[0]?.young || day >= daysBefore(imports[0], NEWEST_DAYS)) return 0;
  return imports.find(({ young }) => !young)?.at ?? 0;
}

function oldestDay({ extendedAt, job }: Member, imports: readonly Import[]): CalendarDate {
  if (imports.every(({ young }) => young)) return daysBefore(imports[0], NEWEST_DAYS);
  const extended = extendedAt !== null || job?.kind === 'history';
  return daysBefore(imports[0], extended ? MOST_DAYS : FIRST_DAYS);
}

function daysBefore(read: Import | undefined, days: number): CalendarDate {
  return addDays(isoDay(read?.at ?? 0), -days);
}

/** The day that MX files a row under: that of the purchase where it is known. */
export function dayOf(row: WorldRow): CalendarDate {
  return row.authorizedDate ?? row.date;
}

/** The day of a moment, in UTC. */
export function isoDay(at: number): CalendarDate {
  return new Date(at).toISOString().slice(0, 10) as CalendarDate;
}

function keyOf({ world, settings }: Mx, { extendedAt }: Member, before?: Import, after?: Import): string {
  const head = world.head(after?.dataAt ?? before?.dataAt);
  return [settings.pending, before?.at, after?.at, extendedAt, head].join('|');
}
