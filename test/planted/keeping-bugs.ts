import type { Bug } from './bug.ts';

/** Mistakes in keeping a ledger that many processes and users share. */
export const KEEPING_BUGS: readonly Bug[] = [
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
    number: 25,
    name: 'an erasure does not fence out work that is under way',
    edits: [
      {
        file: 'src/audit/log.ts',
        find: 'return new Trail(this, userId, generation.fence);',
        replace: 'return new Trail(this, userId, undefined);',
      },
    ],
    battery: ['test/privacy/every-await.test.ts'],
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
    number: 27,
    name: 'how long a lease is watched is measured by the wall clock',
    edits: [
      {
        file: 'src/vault/refresh/watch.ts',
        find: 'const now = this.#clock.monotonic();',
        replace: 'const now = this.#clock.now();',
      },
    ],
    battery: ['test/vault/watch.test.ts'],
  },
  {
    number: 30,
    name: 'what the host does is written down after it is done',
    edits: [
      {
        file: 'src/sync/host-write.ts',
        find: '  await trail.append({ connectionId, ...entry });\n',
        replace: '',
      },
      {
        file: 'src/sync/host-write.ts',
        find: '  await publishRange(ports, receipt);\n',
        replace: '  await trail.append({ connectionId, ...entry });\n  await publishRange(ports, receipt);\n',
      },
    ],
    battery: ['test/audit/actions.test.ts'],
  },
];
