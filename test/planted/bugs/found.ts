import type { Bug } from '../bug.ts';

/** Mistakes that this code itself had, and that somebody may make again. */
export const found: readonly Bug[] = [
  {
    number: 76,
    name: "a pending row of the sandbox's world that is booked twice rewrites its log",
    edits: [
      {
        file: 'src/sandbox/hand/deeds.ts',
        find: 'for (let nth = 2; beside.has(key); nth++)',
        replace: 'for (let nth = 2; nth < 0 && beside.has(key); nth++)',
      },
    ],
    battery: ['test/sandbox/hand.test.ts'],
  },
  {
    number: 77,
    name: 'a cursor with characters cut off is as good as the whole one',
    edits: [
      {
        file: 'adapters/plaid/sandbox/sync/cursor.ts',
        find: " && Buffer.from(whole).toString('base64') === text;",
        replace: ';',
      },
    ],
    battery: ['test/adapters/plaid/sandbox/sync.test.ts'],
  },
  {
    number: 78,
    name: 'all days that were asked for count as read, however few came',
    edits: [
      {
        file: 'src/sync/update.ts',
        find: 'const began = reached ?? window.from;',
        replace: "const began = reached === '' ? reached : window.from;",
      },
    ],
    battery: ['test/sync/history.test.ts'],
  },
  {
    number: 79,
    name: 'two webhooks of the same bytes are one event, whatever they are about',
    edits: [
      {
        file: 'adapters/mx/webhooks.ts',
        find: 'dedupeKey: isOneOnly(read.data) ?',
        replace: 'dedupeKey: isOneOnly(read.data) || key !== "" ?',
      },
    ],
    battery: ['test/adapters/mx/notices.test.ts'],
  },
  {
    number: 80,
    name: 'one 404 ends a connection for good',
    edits: [
      {
        file: 'adapters/mx/unknown-member.ts',
        find: 'if (await isThere(mx.member(of)))',
        replace: "if (of.member === '')",
      },
    ],
    battery: ['test/adapters/mx/transport.test.ts'],
  },
  {
    number: 81,
    name: 'a login that took the place of another goes by the id of the one that is gone',
    edits: [
      {
        file: 'src/links/renew.ts',
        find: 'const login = providerConnectionId !== undefined &&',
        replace: "const login = providerConnectionId === '' &&",
      },
    ],
    battery: ['test/adapters/mx/notices.test.ts'],
  },
  {
    number: 82,
    name: 'an unsigned notice says itself whose it is',
    edits: [
      {
        file: 'adapters/truelayer/webhooks.ts',
        find: 'login ?? credentials_id',
        replace: 'credentials_id ?? login',
      },
    ],
    battery: ['test/adapters/truelayer/hooks.test.ts'],
  },
];
