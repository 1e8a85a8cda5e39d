import type { Bug } from './bug.ts';

/** Mistakes in reading what a provider says. */
export const READING_BUGS: readonly Bug[] = [
  {
    number: 1,
    name: 'the cursor is stored before the rows',
    edits: [
      {
        file: 'src/sync/commit.ts',
        find: '  const update = await input.stage.update();\n',
        replace: `  const early = await context.ledger.openUpdate(context.guard);
  const nothing = async function* (): AsyncGenerator<ChangeSet> {};
  const { version } = await early.commit(nothing(), () => ({
    accounts: [],
    balances: [],
    checkpoints: [input.checkpoint],
  }));
  context.connection = { ...context.connection, version };
  const update = await context.ledger.openUpdate(context.guard);
`,
      },
    ],
    battery: ['test/sync/every-port-call.test.ts'],
  },
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
    number: 4,
    name: 'every page is published, with rows that a later page takes back',
    edits: [
      {
        file: 'src/sync/scope-run.ts',
        find: 'if (batch.checkpoint !== undefined) held = batch;',
        replace: 'held = batch;',
      },
    ],
    battery: ['test/simulate/simulate.test.ts'],
    env: { SIMULATE_SEEDS: '100' },
  },
  {
    number: 5,
    name: 'removals of posted rows are dropped',
    edits: [
      {
        file: 'src/sync/reconcile/decide.ts',
        find: "      rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });\n",
        replace: '',
      },
    ],
    battery: ['test/properties/delta-feed.test.ts'],
  },
  {
    number: 11,
    name: '"too many requests" is taken for the end of the feed',
    edits: [
      {
        file: 'src/sync/pull.ts',
        find: "if ('error' in result) throw result.error;",
        replace: `if ('error' in result) {
        if ((result.error as { code?: unknown } | undefined)?.code === 'rate_limited') return;
        throw result.error;
      }`,
      },
    ],
    battery: ['test/regression/user-pain/errors.test.ts'],
  },
  {
    number: 12,
    name: 'Retry-After is read only where it is a number',
    edits: [
      {
        file: 'src/internal/retry-after.ts',
        find: 'const match = text.length === 29 ? IMF_FIXDATE.exec(text) : null;',
        replace: 'const match = text.length < 0 ? IMF_FIXDATE.exec(text) : null;',
      },
    ],
    battery: ['test/internal/retry-after.test.ts'],
  },
  {
    number: 13,
    name: 'everybody tries again at the same moment',
    edits: [
      {
        file: 'src/adapter-kit/http/retry.ts',
        find: 'asked === undefined ? random.float() * bound : asked * (1 + random.float() / 5)',
        replace: 'asked === undefined ? bound : asked',
      },
    ],
    battery: ['test/adapter-kit/http-time.test.ts', 'test/adapter-kit/http-rules.test.ts'],
  },
  {
    number: 15,
    name: 'amounts are added as floats',
    edits: [
      {
        file: 'src/model/money/arithmetic.ts',
        find: '    total += toScaled(value, scale);',
        replace:
          '    total = BigInt(Math.trunc((Number(total) / 10 ** scale + Number(value)) * 10 ** scale));',
      },
    ],
    battery: ['test/model/money.test.ts'],
  },
  {
    number: 16,
    name: 'a day goes through a Date of the local zone',
    edits: [
      {
        file: 'src/adapter-kit/parse/fields.ts',
        find: 'const day = value.length === 10 ? value : value.slice(0, 10);',
        replace: `const local = new Date(value.slice(0, 10));
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = \`\${local.getFullYear()}-\${two(local.getMonth() + 1)}-\${two(local.getDate())}\`;`,
      },
    ],
    battery: ['test/adapter-kit/parse.test.ts'],
    env: { TZ: 'America/Los_Angeles' },
  },
  {
    number: 28,
    name: 'the kit compares objects where it asks whether ids are unique',
    edits: [
      {
        file: 'src/testing/adapter/laws/feed.ts',
        find: 'if (seen.has(key)) broken(',
        replace: 'if (seen.has([key] as unknown as string)) broken(',
      },
    ],
    battery: ['test/testing/hostile-adapters.test.ts'],
  },
  {
    number: 29,
    name: 'a feed may go on for ever without a row',
    edits: [
      {
        file: 'src/sync/pull.ts',
        find: 'if (this.#empty > LIMITS.emptyInARow)',
        replace: 'if (this.#empty > LIMITS.emptyInARow * 1e9)',
      },
    ],
    battery: ['test/regression/user-pain/cursor.test.ts'],
  },
];
