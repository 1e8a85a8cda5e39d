import type { Bug } from '../bug.ts';

/** Mistakes of the store in memory and what all stores share. */
export const store: readonly Bug[] = [
  {
    number: 2,
    name: 'a commit without a look at the epoch',
    edits: [
      {
        file: 'src/store/memory/update.ts',
        find: "if (!connection || lease?.epoch !== epoch || lease.owner === '') {",
        replace: "if (!connection || (lease && epoch < 0) || lease?.owner === '') {",
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 9,
    name: 'a lease is released by somebody who no longer holds it',
    edits: [
      {
        file: 'src/store/memory/work.ts',
        find: 'if (current?.epoch === epoch)',
        replace: 'if (current && epoch)',
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 10,
    name: 'a wish that comes in during a sync is settled with it',
    edits: [
      {
        file: 'src/store/memory/work.ts',
        find: 'row.done = Math.max(row.done, generation);',
        replace: 'row.done = Math.max(row.requested, generation);',
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 24,
    name: 'one read of the store forgets whose rows it may see',
    edits: [
      {
        file: 'src/store/memory/ledger.ts',
        find: 'return stored && !stored.hidden && inScope(scope, stored.row.userId) ? toTransaction(stored) : null;',
        replace: 'return stored && !stored.hidden ? toTransaction(stored) : null;',
      },
    ],
    battery: ['test/client/scope-matrix.test.ts'],
  },
  {
    number: 26,
    name: 'an error at COMMIT is taken for a commit that failed',
    edits: [
      {
        file: 'src/store/sqlite/transaction-end.ts',
        find: 'if (!holds(session, mark)) throw storeFailure(error);',
        replace: 'if (error || !holds(session, mark)) throw storeFailure(error);',
      },
    ],
    battery: ['test/store/sqlite/faults.test.ts'],
  },
  {
    number: 43,
    name: 'what a row did not have before is left out of what changed',
    edits: [
      {
        file: 'src/store/differences.ts',
        find: 'valueOf(before, key) ?? null]',
        replace: 'valueOf(before, key)]',
      },
    ],
    battery: ['test/store/differences.test.ts'],
  },
  {
    number: 44,
    name: 'memory: a commit goes on under a lease that was given back',
    edits: [
      {
        file: 'src/store/memory/update.ts',
        find: ` || lease.owner === ''`,
        replace: '',
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
];
