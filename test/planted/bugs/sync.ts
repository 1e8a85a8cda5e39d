import type { Bug } from '../bug.ts';

/** Mistakes of the engine. */
export const sync: readonly Bug[] = [
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
  {
    number: 31,
    name: 'many rows that a list lacks are gone, though the provider still has one of them',
    edits: [
      {
        file: 'src/sync/reconcile/absence.ts',
        find: `answer === 'present' || (refuted && answer !== 'gone')`,
        replace: `answer === 'present' || (!mass && refuted && answer !== 'gone')`,
      },
    ],
    battery: ['test/sync/absence.test.ts'],
  },
  {
    number: 32,
    name: 'a comparison with everything is settled where its pull broke off',
    edits: [
      {
        file: 'src/sync/scope-run.ts',
        find: 'if (!call.signal.aborted && !sweep) await settle(false);',
        replace: 'if (!call.signal.aborted) await settle(false);',
      },
    ],
    battery: ['test/sync/every-port-call.test.ts', 'test/regression/user-pain/removal.test.ts'],
  },
  {
    number: 33,
    name: `listeners miss what a run's last commit wrote`,
    edits: [
      {
        file: 'src/sync/finish.ts',
        find: `  await publishCommit(context, receipt, pending.suggestions);
`,
        replace: '',
      },
    ],
    battery: ['test/client/events.test.ts'],
  },
  {
    number: 34,
    name: 'a lease ends before its run',
    edits: [
      {
        file: 'src/sync/run.ts',
        find: `row.connection.id, runId);
  return await runHeld(`,
        replace: `row.connection.id, runId);
  return runHeld(`,
      },
    ],
    battery: ['test/client/front-door.test.ts'],
  },
];
