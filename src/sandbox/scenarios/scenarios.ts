import {
  blankNumber,
  removedAndBack,
  renumberedDay,
  replacedCard,
  swappedNumbers,
  twoEqualCoffees,
} from './numbers.ts';
import { foreignPurchase, hostileText, lateAndBackdated, refund } from './ordinary.ts';
import { fuelHold, lostLink, postedBeforePendingGoes, tip, vanishingPending } from './pending.ts';
import type { ScenarioName } from './names.ts';
import type { Scenario } from './scenario.ts';

/** Every story by its name. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  two_equal_coffees: twoEqualCoffees,
  tip,
  fuel_hold: fuelHold,
  vanishing_pending: vanishingPending,
  lost_link: lostLink,
  posted_before_pending_goes: postedBeforePendingGoes,
  renumbered_day: renumberedDay,
  swapped_numbers: swappedNumbers,
  removed_and_back: removedAndBack,
  late_and_backdated: lateAndBackdated,
  refund,
  foreign_purchase: foreignPurchase,
  blank_number: blankNumber,
  hostile_text: hostileText,
  replaced_card: replacedCard,
};
