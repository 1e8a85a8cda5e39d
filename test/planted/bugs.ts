import type { Bug, Unplantable } from './bug.ts';
import { KEEPING_BUGS } from './keeping-bugs.ts';
import { READING_BUGS } from './reading-bugs.ts';
import { SECRET_BUGS } from './secret-bugs.ts';

/** Mistakes that code like this one has been seen to make, and the tests that have to catch each. */
export const BUGS: readonly Bug[] = [...READING_BUGS, ...KEEPING_BUGS, ...SECRET_BUGS].sort(
  (a, b) => a.number - b.number,
);

/** Mistakes that there is no code for here. */
export const UNPLANTABLE: readonly Unplantable[] = [
  {
    number: 14,
    name: 'a circuit breaker for each process',
    reason:
      'there is no circuit breaker: failing connections are put off by their next due time, which is in the store',
  },
];
