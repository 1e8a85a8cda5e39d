import {
  ActionRequiredError,
  type Batch,
  CheckpointInvalidError,
  type PullInput,
  RateLimitError,
  UnauthorizedError,
  type Upsert,
} from 'bankweave/adapter-kit';
import {
  account,
  pending,
  type PullStep,
  removal,
  row,
  ScriptedProvider,
} from '../support/scripted-adapter.ts';
import type { Scenario } from './scenarios.ts';

const day = (n: number): Upsert['date'] => `2026-11-${String(n).padStart(2, '0')}` as Upsert['date'];
const rest = (): void => {};
const at = (where: string) => ({ account: where });

/** An account of its own feed: what it has not told yet, or nothing. */
const own =
  (rows: Readonly<Record<string, readonly Upsert[]>>) =>
  ({ account: where = '', checkpoint }: PullInput): readonly Batch[] => {
    const told = Number(checkpoint?.split(' ')[1] ?? 0);
    const all = rows[where] ?? [];
    return [{ upserts: all.slice(told), checkpoint: `${where} ${all.length}` }];
  };

/** Goes wrong the first time it is asked, and then as it should. */
const onceWrong = (fault: Error, then: readonly PullStep[]): ScriptedProvider['onPull'] => {
  let wrong = true;
  return ({ checkpoint }) => {
    if (checkpoint === 'done') return [{ checkpoint }];
    if (!wrong) return then;
    wrong = false;
    return [...then.slice(0, 1).map((step) => withoutCheckpoint(step)), fault];
  };
};

const withoutCheckpoint = (step: PullStep): PullStep => {
  if (typeof step === 'function' || step instanceof Error) return step;
  const { checkpoint: _, ...batch } = step;
  return batch as Batch;
};

/** Stories that came with the adapters. */
export const ADAPTER_SCENARIOS: readonly Scenario[] = [
  {
    name: 'an account is closed, and comes back',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        p.accounts = [account('a'), account('b')];
        p.publish({ upserts: [row('a1'), row('b1', at('b'))] });
      },
      (p) => (p.accounts = [account('a')]),
      rest,
      (p) => {
        p.accounts = [account('a'), account('b', { name: 'Account b, again' })];
        p.publish({ upserts: [row('b2', { ...at('b'), date: day(14) })] });
      },
    ],
  },
  {
    name: 'a list of accounts that is not whole proves nothing',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        p.accounts = [account('a'), account('b')];
        p.publish({ upserts: [row('a1'), row('b1', at('b'))] });
      },
      (p) => {
        p.accounts = [account('a')];
        p.complete = false;
      },
      (p) => (p.complete = true),
    ],
  },
  {
    name: 'an account that is new in the middle',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [row('a1')] }),
      (p) => {
        p.accounts = [account('a'), account('b', { type: 'credit', subtype: 'credit_card' })];
        p.publish([{ upserts: [row('b1', at('b'))] }, { upserts: [pending('b2', at('b')), row('a2')] }]);
      },
    ],
  },
  {
    name: 'a cursor for each account, of which one is lost',
    provider: () => {
      const p = new ScriptedProvider({ scope: 'account' });
      p.accounts = [account('a'), account('b')];
      return p;
    },
    steps: [
      (p) => (p.onPull = own({ a: [row('a1')], b: [row('b1', at('b')), row('b2', at('b'))] })),
      (p) => {
        const next = own({
          a: [row('a1'), row('a2', { date: day(12) })],
          b: [row('b1', at('b')), row('b2', at('b')), row('b3', { ...at('b'), date: day(12) })],
        });
        p.onPull = (input) =>
          input.account === 'b' && input.checkpoint === 'b 2'
            ? [new CheckpointInvalidError('dead')]
            : next(input);
      },
      rest,
    ],
  },
  {
    name: 'a feed for all that becomes one for each account',
    provider: () => {
      const p = new ScriptedProvider({ scope: 'account' });
      p.accounts = [account('a'), account('b'), account('c')];
      return p;
    },
    steps: [
      (p) => (p.onPull = own({ a: [row('a1')] })),
      (p) => (p.onPull = own({ a: [row('a1')], b: [row('b1', at('b'))], c: [pending('c1', at('c'))] })),
      (p) =>
        (p.onPull = own({
          a: [row('a1')],
          b: [row('b1', at('b'))],
          c: [pending('c1', at('c')), row('c2', { ...at('c'), pendingId: 'c1' })],
        })),
    ],
  },
  {
    name: 'not ready, then a month, then all the history',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => (p.onPull = () => [{ readiness: 'not_ready' }]),
      (p) => p.publish({ upserts: [row('new')], readiness: 'initial' }),
      (p) =>
        p.publish([
          { upserts: [row('old', { date: '2025-12-24' }), row('older', { date: '2025-03-01' })] },
          { upserts: [row('new', { description: 'Coffee, at last' })], readiness: 'complete' },
        ]),
    ],
  },
  {
    name: 'a history that is open for an hour',
    provider: () => {
      const p = new ScriptedProvider({ windowed: true, removals: 'none', historyDays: 700, overlapDays: 5 });
      p.historyClosesAt = '2026-11-20T13:00:00.000Z' as never;
      return p;
    },
    steps: [
      (p) => {
        p.onPull = ({ window }) => [
          {
            upserts: [row('old', { date: day(1) })],
            coverage: [{ account: 'a', from: window.from, to: day(9) }],
          },
          {
            upserts: [row('new')],
            coverage: [{ account: 'a', from: day(10), to: window.to }],
            checkpoint: `at ${window.to}`,
          },
        ];
      },
      (p) => (p.historyClosesAt = undefined),
    ],
  },
  {
    name: 'money that moves between two accounts',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        p.accounts = [account('a'), account('b')];
        p.publish({ upserts: [row('out', { amount: '-50.00', kind: 'transfer' })] });
      },
      (p) =>
        p.publish({ upserts: [row('in', { ...at('b'), amount: '50.00', kind: 'transfer', date: day(11) })] }),
    ],
  },
  {
    name: 'a booked row that could be either of two pending ones',
    provider: () => new ScriptedProvider({ pending: 'unlinked' }),
    steps: [
      (p) => p.publish({ upserts: [pending('p1'), pending('p2')] }),
      (p) => p.publish({ upserts: [row('t1', { date: day(11) })], removals: [removal('p1'), removal('p2')] }),
      rest,
    ],
  },
  {
    name: 'balances that change, and no row with them',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [row('t1')] }),
      (p) => {
        const money = { value: '42.00', currency: 'USD' };
        const balances = {
          kind: 'asset' as const,
          current: money,
          available: money,
          limit: null,
          asOf: null,
        };
        p.accounts = [account('a', { balances })];
      },
      (p) => (p.accounts = [account('a', { name: 'Renamed', mask: '9999' })]),
    ],
  },
  {
    name: 'a sign-in that is asked for, and given',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [row('t1')] }),
      (p) => {
        let wrong = true;
        p.onInspect = () => {
          if (wrong) {
            wrong = false;
            throw new ActionRequiredError('sign in', { action: 'reauthenticate', scope: 'connection' });
          }
        };
      },
      (p) => p.publish({ upserts: [row('t2', { date: day(12) })] }),
    ],
  },
  {
    name: 'too many requests in the middle of an update',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) =>
        (p.onPull = onceWrong(new RateLimitError('later', { retryAfterMs: 1_000, scope: 'connection' }), [
          { upserts: [row('t1'), row('t2')] },
          { upserts: [row('t3')], checkpoint: 'done' },
        ])),
    ],
  },
  {
    name: 'a token that is refused in the middle of an update',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) =>
        (p.onPull = onceWrong(new UnauthorizedError('old'), [
          { upserts: [row('t1')] },
          { upserts: [row('t2')], removals: [removal('t1')], checkpoint: 'done' },
        ])),
    ],
  },
  {
    name: 'a row that goes to another account',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        p.accounts = [account('a'), account('b')];
        p.publish({ upserts: [row('t1'), row('t2')] });
      },
      (p) => p.publish({ upserts: [row('t1', at('b'))], removals: [removal('t1')] }),
    ],
  },
  {
    name: 'currencies without and with three digits',
    provider: () => {
      const p = new ScriptedProvider();
      p.accounts = [account('a'), account('y', { currency: 'JPY' }), account('k', { currency: 'KWD' })];
      return p;
    },
    steps: [
      (p) =>
        p.publish({
          upserts: [
            row('y1', { ...at('y'), amount: '-1200', currency: 'JPY' }),
            row('k1', { ...at('k'), amount: '-1.250', currency: 'KWD' }),
            pending('k2', { ...at('k'), amount: '-0.001', currency: 'KWD' }),
          ],
        }),
      (p) =>
        p.publish({
          upserts: [row('k3', { ...at('k'), amount: '-0.002', currency: 'KWD', pendingId: 'k2' })],
          removals: [removal('k2', 'k')],
        }),
    ],
  },
  {
    name: 'more than is held in memory, one batch a row',
    stageInMemory: 1,
    provider: () => new ScriptedProvider(),
    steps: [
      (p) =>
        p.publish(['m1', 'm2', 'm3', 'm4'].map((id, n) => ({ upserts: [row(id, { date: day(n + 1) })] }))),
      (p) =>
        p.publish(
          ['m1', 'm2', 'm3'].map((id, n) => ({
            upserts: [row(id, { date: day(n + 1), amount: '-9.00' })],
            removals: n === 2 ? [removal('m4')] : [],
          })),
        ),
    ],
  },
  {
    name: 'nothing at all',
    provider: () => new ScriptedProvider(),
    steps: [rest, (p) => (p.accounts = []), (p) => (p.accounts = [account('a')])],
  },
];
