import type { LoginFrame } from '../bank/account.ts';
import type { Day } from '../days.ts';
import type { Hand } from '../hand/hand.ts';
import type { Item } from './item.ts';

/** The rows of a login with their lives: what the world makes, and what hands did to it. */
export interface Timeline {
  /** What belongs to a range of days and was not touched by hand. */
  untouched(login: LoginFrame, from: Day, to: Day): Iterable<Item>;
  /** Whatever was made or touched by hand, of any day. */
  touched(login: LoginFrame): Iterable<Item>;
}

/** Joins the world's own days with the hand's. */
export function createTimeline(days: (login: LoginFrame, day: Day) => readonly Item[], hand: Hand): Timeline {
  // Nothing happens on a closed account.
  const alive = (item: Item): Item | undefined => {
    const end = hand.closings.get(item.accountId)?.position;
    if (end === undefined || (item.steps.at(-1)?.position ?? '') <= end) return item;
    const steps = item.steps.filter((step) => step.position <= end);
    return steps.length === 0 ? undefined : { ...item, steps };
  };
  return {
    *untouched(login, from, to) {
      const touched = hand.items(login.id);
      const closing = login.accounts.some((account) => hand.closings.has(account.id));
      for (let day = from; day <= to; day++) {
        for (const item of days(login, day)) {
          if (touched.has(item.key)) continue;
          const shown = closing ? alive(item) : item;
          if (shown) yield shown;
        }
      }
    },
    *touched(login) {
      for (const item of hand.items(login.id).values()) {
        const shown = alive(item);
        if (shown) yield shown;
      }
    },
  };
}
