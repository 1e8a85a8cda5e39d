import type { Bug } from '../bug.ts';

/** Mistakes of MX. */
export const mx: readonly Bug[] = [
  {
    number: 66,
    name: 'MX: a wrong password is tried again because somebody asked for a sync',
    edits: [
      {
        file: 'adapters/mx/connection.ts',
        find: ' || POINTLESS.includes(classOf(member.connection_status))',
        replace: '',
      },
    ],
    battery: ['test/adapters/mx/member.test.ts'],
  },
  {
    number: 67,
    name: 'MX: a sign in front of an amount counts beside its direction',
    edits: [
      {
        file: 'adapters/mx/to-transaction.ts',
        find: `if (typeof amount === 'number') return Math.abs(amount);`,
        replace: `if (typeof amount === 'number') return amount;`,
      },
    ],
    battery: ['test/adapters/mx/mapping.test.ts'],
  },
  {
    number: 68,
    name: 'MX: a list whose rows slipped to another page is believed',
    edits: [
      {
        file: 'adapters/mx/pages.ts',
        find: `    if (slipped && mayBeginAgain && page > 1) return 'moved';
    steady &&= !slipped;
`,
        replace: '',
      },
    ],
    battery: ['test/adapters/mx/pages.test.ts'],
  },
  {
    number: 69,
    name: 'MX: a list ends with the pages that it says it has',
    edits: [
      {
        file: 'adapters/mx/pages.ts',
        find: 'seen.size >= entries || rows.length === 0',
        replace: 'page >= Number(last)',
      },
    ],
    battery: ['test/adapters/mx/pages.test.ts'],
  },
  {
    number: 70,
    name: 'MX: the parts of a split row count beside it',
    edits: [
      {
        file: 'adapters/mx/to-transaction.ts',
        find: `  if (readId(row.parent_guid, 'parent_guid') !== undefined) return undefined;
`,
        replace: '',
      },
    ],
    battery: ['test/adapters/mx/mapping.test.ts'],
  },
  {
    number: 71,
    name: 'MX: the beginning of the password is enough',
    edits: [
      {
        file: 'adapters/mx/webhooks.ts',
        find: `return timingSafeEqual(digest(given.replace(/^basic /i, 'Basic ')), digest(wanted));`,
        replace: `return timingSafeEqual(digest(''), digest('')) && wanted.startsWith(given.replace(/^basic /i, 'Basic '));`,
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
  {
    number: 72,
    name: 'MX: a listing without its margins claims days that are not whole',
    edits: [
      {
        file: 'adapters/mx/slices.ts',
        find: 'listed: { from: addDays(whole.from, -BEFORE), to: addDays(whole.to, AFTER) }',
        replace: 'listed: whole',
      },
    ],
    battery: ['test/adapters/mx/pages.test.ts'],
  },
];
