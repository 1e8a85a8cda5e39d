import { addDays, type CalendarDate } from 'bankweave/adapter-kit';
import type { World } from 'bankweave/sandbox';
import type { Item, Phase } from '../item/item.ts';
import type { State } from '../state.ts';

const INITIAL_DAYS = 30;

/** How far Plaid has come with an Item's history. `count` spends a call of the world's faults. */
export function phaseOf({ world, settings }: State, item: Item, count = false): Phase {
  if (item.transactionsAt === null) return 'not_ready';
  if (item.phase) return item.phase;
  const armed = (kind: 'not_ready' | 'history_pending') =>
    count ? world.takeFault(item.loginId, [kind]) : world.peekFault(item.loginId, [kind]);
  if (armed('not_ready')) return 'not_ready';
  const age = world.now() - item.transactionsAt;
  if (age < settings.initialAfterMs) return 'not_ready';
  return age < settings.historicalAfterMs || armed('history_pending') ? 'initial' : 'historical';
}

/** The first day that an Item shows in a phase. It does not move as time goes by. */
export function firstDay(world: World, item: Item, phase: Phase): CalendarDate {
  const began = world.today(item.bank.id, item.transactionsAt ?? item.createdAt);
  const days = phase === 'historical' ? item.daysRequested : Math.min(INITIAL_DAYS, item.daysRequested);
  return addDays(began, -days);
}
