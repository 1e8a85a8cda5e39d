import type { RecordWrite, StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { endOf, served } from './window.ts';
import { NOTICE_WINDOWS, windowIn, windowWrite } from './windows.ts';

const PAGE = 200;

/** Asks for the syncs of connections whose notices have waited long enough, and forgets windows that are over. */
export async function promoteNotices(ports: Ports, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const now = ports.clock.now();
    const due = await ports.store.records.due(NOTICE_WINDOWS, now, PAGE);
    const moves = await Promise.all(due.map((record) => moveOf(ports, record, now)));
    // Of several processes one moves a window on, and only that one asks.
    const ours = (await written(ports, moves)) ? moves : await oneByOne(ports, moves);
    // Dies it in between, the wish of the first notice stands.
    const wishes = ours.flatMap(({ waited, write }) =>
      waited ? { connectionId: write.key, dueAt: now } : [],
    );
    if (wishes.length > 0) await ports.store.ledger.wantAll(wishes);
    if (due.length < PAGE) return;
  }
}

/** How a window goes on, and whether somebody waited in it. */
interface Move {
  readonly write: RecordWrite;
  readonly waited: boolean;
}

async function moveOf({ store }: Ports, record: StoredRecord, now: number): Promise<Move> {
  const { key: connectionId, userId, version } = record;
  const window = windowIn(record);
  const row = await store.ledger.connection(EVERY_USER, connectionId);
  const alive = row !== null && row.connection.status !== 'removed';
  const next = alive && window && endOf(window) > now ? served(window) : undefined;
  return {
    write: windowWrite({ connectionId, userId }, version, next, next ? endOf(next) : null),
    waited: alive && window?.first !== null,
  };
}

async function written({ store }: Ports, moves: readonly Move[]): Promise<boolean> {
  return moves.length === 0 || store.records.write(moves.map(({ write }) => write));
}

async function oneByOne(ports: Ports, moves: readonly Move[]): Promise<Move[]> {
  const ours: Move[] = [];
  for (const move of moves) if (await written(ports, [move])) ours.push(move);
  return ours;
}
