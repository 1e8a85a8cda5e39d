import type { Bug } from '../bug.ts';

/** Mistakes of inbound notices. */
export const webhooks: readonly Bug[] = [
  {
    number: 21,
    name: 'the token of a webhook says how it is to be verified',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: "const Header = z.object({\n  alg: z.literal('ES256'),",
        replace: 'const Header = z.object({\n  alg: z.string(),',
      },
      {
        file: 'adapters/plaid/verify.ts',
        find: "const { kid } = part(Header, parts[0], 'header');",
        replace: "const { kid, alg } = part(Header, parts[0], 'header');",
      },
      {
        file: 'adapters/plaid/verify.ts',
        find: 'const isSigned = verify(',
        replace: "const isSigned = alg === 'none' || verify(",
      },
    ],
    battery: ['test/adapters/plaid/webhooks.test.ts'],
  },
  {
    number: 22,
    name: 'the body of a webhook is read before it is verified',
    edits: [
      {
        file: 'src/webhooks/receive.ts',
        find: '  if (!(await isGenuine(',
        replace: '  incoming.facet.parse(request);\n  if (!(await isGenuine(',
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
  },
  {
    number: 49,
    name: 'a key that its provider took back is asked for with every request',
    edits: [
      {
        file: 'src/adapter-kit/verification-keys.ts',
        find: `      put(misses, MOST_MISSES, id, { key: undefined, loadedAt: at, triedAt: at });
`,
        replace: '',
      },
    ],
    battery: ['test/webhooks/verification-keys.test.ts'],
  },
  {
    number: 50,
    name: 'made-up key ids are asked for without a bound',
    edits: [
      {
        file: 'src/adapter-kit/verification-keys.ts',
        find: 'return loads.count++ < LOADS_PER_MINUTE;',
        replace: 'return loads.count++ < LOADS_PER_MINUTE * 1e6;',
      },
    ],
    battery: ['test/webhooks/forged-keys.test.ts'],
  },
  {
    number: 51,
    name: 'an event that is sent again is acted on again',
    edits: [
      {
        file: 'src/webhooks/window.ts',
        find: `    if (known.has(key)) return false;
`,
        replace: '',
      },
    ],
    battery: ['test/webhooks/genuine.test.ts'],
  },
  {
    number: 52,
    name: 'what nobody verified is urgent',
    edits: [
      {
        file: 'src/webhooks/inbox.ts',
        find: `return facet.verify !== undefined && (urgent ?? type === 'revoked');`,
        replace: `return Boolean(facet) && (urgent ?? type === 'revoked');`,
      },
    ],
    battery: ['test/webhooks/receive.test.ts'],
  },
  {
    number: 53,
    name: 'a webhook brings back traces of somebody who was erased meanwhile',
    edits: [
      {
        file: 'src/webhooks/desk.ts',
        find: 'window, dueAt), fence] : []',
        replace: 'window, dueAt)] : []',
      },
    ],
    battery: ['test/privacy/every-await.test.ts'],
  },
];
