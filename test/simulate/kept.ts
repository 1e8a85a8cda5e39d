/** Seeds that once failed, and what was wrong. They stay. */
export const KEPT: readonly { readonly seed: number; readonly why: string }[] = [
  { seed: 1763, why: 'a re-wrap opened the store again, which changed its clock under a running bank' },
  {
    seed: 1999,
    why: 'a row that goes on the day it came is believed gone on the next, and the test left before',
  },
];
