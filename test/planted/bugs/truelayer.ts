import type { Bug } from '../bug.ts';

/** Mistakes of TrueLayer. */
export const truelayer: readonly Bug[] = [
  {
    number: 58,
    name: 'TrueLayer: an extension that moved nothing is told as done',
    edits: [
      {
        file: 'adapters/truelayer/link.ts',
        find: `consentEnd: consent?.expiresAt ?? ''`,
        replace: `consentEnd: ''`,
      },
    ],
    battery: ['test/adapters/truelayer/repair.test.ts'],
  },
  {
    number: 59,
    name: 'TrueLayer: a Retry-After with a date is passed over',
    edits: [
      {
        file: 'adapters/truelayer/failure.ts',
        find: `? undefined : 'elsewhere'`,
        replace: '? undefined : undefined',
      },
    ],
    battery: ['test/adapters/truelayer/errors.test.ts'],
  },
  {
    number: 60,
    name: 'TrueLayer: a notice that is no JSON breaks out as what it is',
    edits: [
      {
        file: 'adapters/truelayer/webhooks.ts',
        find: `  } catch {
    throw new InvalidInputError('truelayer: the notice is no JSON'`,
        replace: `  } catch (error) {
    throw error ?? new InvalidInputError('truelayer: the notice is no JSON'`,
      },
    ],
    battery: ['test/adapters/truelayer/webhooks.test.ts'],
  },
  {
    number: 61,
    name: 'TrueLayer: a code is sent twice',
    edits: [
      {
        file: 'adapters/truelayer/token.ts',
        find: 'idempotent: false',
        replace: 'idempotent: true',
      },
    ],
    battery: ['test/adapters/truelayer/link.test.ts'],
  },
  {
    number: 62,
    name: 'TrueLayer: the request says where the keys are that prove it',
    edits: [
      {
        file: 'adapters/truelayer/tl-signature.ts',
        find: 'if (jku !== settings.jwksUrl) no();',
        replace: `if (jku === '') no();`,
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
  {
    number: 63,
    name: 'TrueLayer: a time that is not signed is believed',
    edits: [
      {
        file: 'adapters/truelayer/tl-signature.ts',
        find: `  if (!names.some((name) => name.toLowerCase() === STAMP)) no();
`,
        replace: '',
      },
    ],
    battery: ['test/adapters/truelayer/webhooks.test.ts'],
  },
  {
    number: 64,
    name: 'TrueLayer: something critical that nobody knows is passed over',
    edits: [
      {
        file: 'adapters/truelayer/tl-signature.ts',
        find: `  crit: z.never().optional(),
`,
        replace: '',
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
    env: { FORGED_MUTATIONS: '10' },
  },
  {
    number: 65,
    name: 'TrueLayer: a bank that refuses so long a window is not asked for a shorter one',
    edits: [
      {
        file: 'adapters/truelayer/booked.ts',
        find: `code === 'invalid_date_range' ? narrower(window)`,
        replace: `code === 'no such code' ? narrower(window)`,
      },
    ],
    battery: ['test/adapters/truelayer/feed.test.ts'],
  },
];
