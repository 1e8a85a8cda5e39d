import { type Batch, CheckpointInvalidError, isBankweaveError } from 'bankweave/adapter-kit';
import { overFaker, overHttp } from '../bases.ts';
import { batches, pulling, rows, traits, without } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

/** Faults of a feed: of checkpoints, pages and claims. */
export const hostileFeeds: readonly HostileAdapter[] = [
  [
    'a pull that found something new ends without a checkpoint',
    // Nothing of it is committed, so that whatever is looked for in a ledger is not there.
    [
      'FEED-01',
      'FEED-05',
      'FAULT-09',
      'FAULT-11',
      'FAULT-15',
      'LIFE-01',
      'LIFE-02',
      'PEND-01',
      'PEND-03',
      'PEND-04',
      'PEND-05',
      'ROW-01',
      'ROW-02',
      'ROW-03',
      'ROW-04',
      'ROW-05',
      'ROW-07',
      'ROW-08',
      'TRUTH-01',
      'TRUTH-02',
    ],
    overFaker,
    pulling(async function* (all) {
      for await (const batch of all) yield without(batch, 'checkpoint');
    }),
  ],
  [
    'running balances are not canonical',
    ['FEED-02'],
    overFaker,
    rows((row) => ({ ...row, runningBalance: { value: '1.500', currency: row.amount.currency } })),
  ],
  [
    'a row is of an account that nobody listed',
    ['FEED-03', 'FEED-13'],
    overFaker,
    pulling(async function* (all, { checkpoint }) {
      let first = checkpoint === null;
      for await (const batch of all) {
        const [row] = batch.upserts ?? [];
        yield first && row
          ? {
              ...batch,
              upserts: [
                ...(batch.upserts ?? []),
                { ...row, account: 'nobody', ids: row.ids.map((id) => ({ ...id, value: `${id.value}-x` })) },
              ],
            }
          : batch;
        first = false;
      }
    }),
  ],
  [
    'a row is told in other words each time',
    ['FEED-04', 'FEED-13'],
    overFaker,
    (adapter) => {
      let times = 0;
      return rows((row) => ({ ...row, originalDescription: `${row.originalDescription} ${times++}` }))(
        adapter,
      );
    },
  ],
  [
    'something is made up when nothing is new',
    ['FEED-05', 'FEED-04', 'FEED-06'],
    overFaker,
    (adapter) => {
      let times = 0;
      let known: NonNullable<Batch['upserts']> = [];
      return batches((batch, { checkpoint }) => {
        if (checkpoint === null) known = batch.upserts?.slice(0, 1) ?? known;
        if (checkpoint === null || (batch.upserts?.length ?? 0) > 0) return batch;
        return {
          ...batch,
          upserts: known.map((row) => ({ ...row, originalDescription: `NEWS ${times++}` })),
        };
      })(adapter);
    },
  ],
  [
    'the last checkpoint is given after the first page',
    ['FEED-06', 'LIFE-02'],
    overFaker,
    pulling(async function* (all, _input, call) {
      const read: Batch[] = [];
      for await (const batch of all) read.push(batch);
      const checkpoint = read.at(-1)?.checkpoint ?? '';
      for (const [at, batch] of read.entries()) {
        call.signal.throwIfAborted();
        // The same position, written otherwise.
        yield at === 0 && read.length > 1 ? { ...batch, checkpoint: ` ${checkpoint}` } : batch;
      }
    }),
  ],
  [
    'garbage is taken for the beginning, and its rows are left out',
    ['FEED-07'],
    overFaker,
    pulling(async function* (all, { checkpoint }) {
      if (checkpoint !== null && !checkpoint.startsWith('{"v":1')) yield { checkpoint: 'begun' };
      else yield* all;
    }),
  ],
  [
    'a page is given again with the next',
    ['FEED-08'],
    overFaker,
    pulling(async function* (all) {
      let before: Batch['upserts'] = [];
      for await (const batch of all) {
        yield batch.upserts ? { ...batch, upserts: [...before, ...batch.upserts] } : batch;
        before = batch.upserts ?? [];
      }
    }),
  ],
  [
    'nothing is said of what was read whole',
    ['FEED-09', 'ROW-05', 'ROW-08'],
    overHttp,
    batches(({ coverage, ...batch }) => ({
      ...batch,
      ...(coverage && { coverage: coverage.filter((claim) => !('from' in claim)) }),
    })),
  ],
  [
    'nothing is said of whole pending sets',
    ['FEED-10'],
    overHttp,
    batches(({ coverage, ...batch }) => ({
      ...batch,
      ...(coverage && { coverage: coverage.filter((claim) => 'from' in claim) }),
    })),
  ],
  [
    'removals come from an adapter that tells of none',
    ['FEED-11', 'ROW-06'],
    overFaker,
    traits({ removals: 'none' }),
  ],
  [
    'pending rows are named by an adapter that says it names none',
    ['FEED-12'],
    overFaker,
    traits({ pending: 'unlinked' }),
  ],
  [
    'an account to leave out leaves out all of them',
    ['FEED-13'],
    overFaker,
    pulling(async function* (all, { disabledAccounts }) {
      for await (const batch of all) yield disabledAccounts.length > 0 ? { ...batch, upserts: [] } : batch;
    }),
  ],
  [
    'the last row of a full page of two hundred is lost',
    ['PAGES-01'],
    overFaker,
    batches((batch) =>
      (batch.upserts?.length ?? 0) > 60 ? { ...batch, upserts: batch.upserts?.slice(0, -1) ?? [] } : batch,
    ),
  ],
  [
    'pages without an end are an end',
    ['PAGES-02', 'PAGES-03'],
    overHttp,
    pulling(async function* (all, { window }) {
      try {
        yield* all;
      } catch (error) {
        if (!isBankweaveError(error) || (error as { field?: string }).field !== 'next_page') throw error;
        yield { checkpoint: window.to };
      }
    }),
  ],
  [
    'every stored position is dead',
    ['FEED-06', 'FEED-04', 'FAULT-13', 'PEND-06', 'ROW-07'],
    overFaker,
    pulling(async function* (all, { checkpoint }) {
      if (checkpoint !== null) throw new CheckpointInvalidError('begin again');
      yield* all;
    }),
  ],
];
