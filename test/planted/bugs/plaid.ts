import type { Bug } from '../bug.ts';

/** Mistakes of Plaid. */
export const plaid: readonly Bug[] = [
  {
    number: 3,
    name: 'after the data changed below, going on from the cursor of a page',
    edits: [
      {
        file: 'adapters/plaid/feed.ts',
        find: 'page = await asked;',
        replace: 'page = await asked.catch(() => firstPage(settings, api, cursor, call));',
      },
    ],
    battery: ['test/adapters/plaid/feed.test.ts'],
  },
  {
    number: 54,
    name: 'Plaid: a signature has several spellings',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: `    if (signature.toString('base64url') !== parts[2]) throw refusal('signature is misspelt');
`,
        replace: '',
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
  {
    number: 55,
    name: 'Plaid: the keys of one environment vouch for another',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: 'if (given !== environment) throw',
        replace: 'if (given === null) throw',
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
  {
    number: 56,
    name: 'Plaid: a retired key goes on for ever',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: 'if (end !== undefined && end <= iat)',
        replace: 'if (end !== undefined && end < 0)',
      },
    ],
    battery: ['test/webhooks/forged-keys.test.ts'],
  },
  {
    number: 57,
    name: 'Plaid: a body is compared by half of its hash',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: `hash('sha256', request.body, 'hex'), request_body_sha256)`,
        replace: `hash('sha256', request.body.subarray(0, 64), 'hex'), hash('sha256', request.body.subarray(0, 64), 'hex'))`,
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
];
