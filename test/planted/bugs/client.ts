import type { Bug } from '../bug.ts';

/** Mistakes of the front door and the made-up bank. */
export const client: readonly Bug[] = [
  {
    number: 74,
    name: 'a removed row explains nothing',
    edits: [
      {
        file: 'src/client/transactions.ts',
        find: 'if (reasons.length === 0) await read(ports, transactionId);',
        replace: 'await read(ports, transactionId);',
      },
    ],
    battery: ['test/client/undo.test.ts'],
  },
  {
    number: 75,
    name: 'a broken account is told as rows that were rejected',
    edits: [
      {
        file: 'adapters/faker/feed.ts',
        find: 'failures: broken.map((account) => ({ account, error: accountUnreadable() })),',
        replace: `rejected: broken.map((account) => ({ account, path: 'transactions', reason: 'an account that the bank can read' })),`,
      },
    ],
    battery: ['test/adapters/faker/faults.test.ts'],
  },
];
