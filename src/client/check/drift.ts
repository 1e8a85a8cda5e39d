import type { BalanceSnapshot } from '../../model/balance.ts';
import { addMoney, compareMoney, type Money, negateMoney, subtractMoney } from '../../model/money.ts';
import type { AccountRow } from '../../store/rows.ts';
import type { Ports } from '../../sync/ports.ts';
import type { Found } from './finding.ts';
import { bookingsIn } from './movements.ts';
import type { ReadRows } from './rows.ts';

/** Account types whose balance is nothing but the sum of what was booked; a portfolio also moves by itself. */
const SUMMED = ['depository', 'credit', 'loan'];

/** The balances of one account, each with what was booked from it until the next. */
interface Timeline {
  readonly snapshots: readonly BalanceSnapshot[];
  /** What the provider told as new, by the snapshot it came with. */
  readonly live: (Money | null)[];
  /** Everything that the change feed tells of booked rows. */
  told: Money | null;
}

/**
 * Compares balances with rows by what happened since the first sync: how a balance moved from snapshot to snapshot is
 * what the change feed says was booked meanwhile, whatever the dates on the rows. What the host itself hid or took
 * apart, and history that arrived late, moves no balance and does not count.
 */
export async function driftOf(
  ports: Ports,
  accounts: ReadonlyMap<AccountRow, ReadRows>,
  signal: AbortSignal,
): Promise<{ accountId: string; found: Found }[]> {
  const [first] = accounts.keys();
  if (!first) return [];
  const { userId } = first;
  const { ledger } = ports.store;
  const { oldest } = await ledger.changeBounds();
  const timelines = new Map<string, Timeline>();
  for (const { account } of accounts.keys()) {
    if (!account.enabled || !SUMMED.includes(account.type)) continue;
    const snapshots = await snapshotsOf(ports, userId, account.id);
    const zero = { value: '0', currency: account.currency };
    timelines.set(account.id, { snapshots, live: snapshots.map(() => zero), told: zero });
  }
  const keptSince = await collect(ports, { userId, timelines, oldest, signal });
  return [...accounts].flatMap(([{ account }, rows]) => {
    const timeline = timelines.get(account.id);
    if (!timeline) return [];
    const found = [
      ...drift(timeline, oldest > 0 ? keptSince : ''),
      ...(oldest === 0 ? mismatch(timeline, rows) : []),
    ];
    return found.map((one) => ({ accountId: account.id, found: one }));
  });
}

/** Reads the user's part of the feed once and adds up what was booked; answers with the moment of its first entry. */
async function collect(
  { store: { ledger } }: Ports,
  input: {
    userId: string;
    timelines: ReadonlyMap<string, Timeline>;
    oldest: number;
    signal: AbortSignal;
  },
): Promise<string | undefined> {
  const { userId, timelines, oldest, signal } = input;
  let keptSince: string | undefined;
  for await (const { accountId, amount, at, origin } of bookingsIn(ledger, userId, oldest, signal)) {
    keptSince ??= at;
    const timeline = timelines.get(accountId);
    if (!timeline) continue;
    timeline.told = sum(timeline.told, amount);
    const place = timeline.snapshots.findLastIndex(({ takenAt }) => takenAt <= at);
    if (origin === 'live' && place >= 0) timeline.live[place] = sum(timeline.live[place] ?? null, amount);
  }
  return keptSince;
}

function drift({ snapshots, live }: Timeline, keptSince: string | undefined): Found[] {
  const start = keptSince === undefined ? -1 : snapshots.findIndex(({ takenAt }) => takenAt >= keptSince);
  const position = start < 0 ? undefined : positionOf(snapshots[start]);
  if (!position) return [];
  // Where the balance stands beyond the rows; as long as rows explain every move, it stays where it was at first.
  let booked: Money | null = { value: '0', currency: position.currency };
  let away: { amount: Money; since: BalanceSnapshot['takenAt'] } | undefined;
  for (let at = start; at < snapshots.length; at++) {
    const now = positionOf(snapshots[at]);
    if (at > start) booked = sum(booked, live[at] ?? null);
    if (!booked || now?.currency !== position.currency) return [];
    const amount = subtractMoney(subtractMoney(now, position), booked);
    if (isZero(amount)) away = undefined;
    else away = { amount, since: away?.since ?? (snapshots[at] as BalanceSnapshot).takenAt };
  }
  return away
    ? [
        {
          type: 'balance_drift',
          ...away,
          message: 'The balance moved otherwise than the booked rows since it was first read.',
        },
      ]
    : [];
}

function mismatch({ told }: Timeline, { booked }: ReadRows): Found[] {
  if (!told || !booked || told.currency !== booked.currency || compareMoney(told, booked) === 0) return [];
  return [
    {
      type: 'feed_mismatch',
      amount: subtractMoney(booked, told),
      message:
        'The booked rows are not what the change feed tells of them; something else wrote to the ledger.',
    },
  ];
}

/** What is there, negative where it is owed, so that booked rows add to it for every kind of account. */
function positionOf(snapshot: BalanceSnapshot | undefined): Money | undefined {
  if (!snapshot?.current) return undefined;
  return snapshot.kind === 'liability' ? negateMoney(snapshot.current) : snapshot.current;
}

function sum(a: Money | null, b: Money | null): Money | null {
  return a && b && a.currency === b.currency ? addMoney(a, b) : null;
}

function isZero(amount: Money): boolean {
  return compareMoney(amount, { value: '0', currency: amount.currency }) === 0;
}

const PAGE = 500;

async function snapshotsOf(
  { store }: Ports,
  userId: string,
  accountId: string,
): Promise<readonly BalanceSnapshot[]> {
  const all: BalanceSnapshot[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.takenAt) {
    const page = { limit: PAGE, ...(after !== undefined && { after }) };
    const rows = await store.ledger.balances({ userId }, accountId, {}, page);
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}
