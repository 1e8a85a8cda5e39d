import {
  ActionRequiredError,
  type Batch,
  CheckpointInvalidError,
  ProviderUnavailableError,
  UpdateRestartedError,
  type Upsert,
} from 'bankweave/adapter-kit';
import { account, pending, removal, row, ScriptedProvider } from '../support/scripted-adapter.ts';

/** A story of a provider: what it is, and what has happened before each sync. */
export interface Scenario {
  readonly name: string;
  readonly provider: () => ScriptedProvider;
  /** Before each sync, in order. What a step does to the provider stays, whatever becomes of the engine. */
  readonly steps: readonly ((provider: ScriptedProvider) => void)[];
  /** How many records of an update are held in memory. */
  readonly stageInMemory?: number;
}

const day = (n: number): Upsert['date'] => `2026-11-${String(n).padStart(2, '0')}` as Upsert['date'];
const rest = (): void => {};

/** A bank that shows days of an account and never says what is gone. */
function windows(rowsOf: () => readonly Upsert[], withConfirm = false): ScriptedProvider {
  const provider = new ScriptedProvider({
    scope: 'account',
    removals: 'inferred',
    pending: 'complete-set',
    windowed: true,
    historyDays: 60,
    overlapDays: 14,
  });
  let rows: readonly Upsert[] = rowsOf();
  provider.onPull = ({ account: where = 'a', window, checkpoint }) => {
    const days: readonly (readonly [Upsert['date'], Upsert['date']])[] =
      checkpoint === null
        ? [
            [window.from, day(8)],
            [day(9), day(30)],
          ]
        : [[window.from, day(30)]];
    return days.map(([from, to], index): Batch => {
      const mine = rows.filter((one) => one.account === where);
      const last = index === days.length - 1;
      return {
        upserts: mine.filter(({ date, status }) =>
          status === 'pending' ? last : date >= from && date <= to,
        ),
        coverage: [
          { account: where, from, to, status: 'posted' },
          ...(last ? [{ account: where, pending: 'complete' as const }] : []),
        ],
        checkpoint: `${where} ${to}`,
      };
    });
  };
  if (withConfirm)
    provider.onConfirm = (asked) =>
      asked.map(({ ids }) => (rows.some((one) => one.ids[0]?.value === ids[0]?.value) ? 'present' : 'gone'));
  Object.assign(provider, { show: (next: readonly Upsert[]) => (rows = next) });
  return provider;
}

const show = (provider: ScriptedProvider, rows: readonly Upsert[]): void =>
  (provider as ScriptedProvider & { show: (rows: readonly Upsert[]) => void }).show(rows);

const many = Array.from({ length: 12 }, (_, i) => row(`m${i}`, { amount: `-${i + 1}.00`, date: day(1 + i) }));

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'first sync',
    stageInMemory: 4,
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        p.accounts = [account('a'), account('b')];
        p.publish(
          [
            { upserts: many.slice(0, 5), readiness: 'initial' },
            { upserts: [pending('p1'), row('b1', { account: 'b' })] },
          ],
          [{ upserts: many.slice(5), readiness: 'complete' }],
        );
      },
      rest,
    ],
  },
  {
    name: 'delta that books pending rows, with a tip and another day',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) =>
        p.publish({
          upserts: [row('t1'), pending('p1', { date: day(11) }), pending('p2', { description: 'Taxi' })],
        }),
      (p) =>
        p.publish([
          { removals: [removal('p1')], upserts: [row('t1', { description: 'Coffee House' })] },
          { upserts: [row('t2', { pendingId: 'p1', amount: '-6.00', date: day(13) })] },
          { upserts: [row('t3', { description: 'Taxi', date: day(12) })], removals: [removal('p2')] },
        ]),
    ],
  },
  {
    name: 'rows taken back and given again',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [row('t1'), row('t2'), pending('p1')] }),
      (p) => p.publish({ removals: [removal('t1'), removal('p1'), removal('unknown')] }),
      (p) =>
        p.publish({
          upserts: [row('t1', { amount: '-7.00' }), row('t9', { date: day(12) })],
          removals: [removal('t2')],
        }),
    ],
  },
  {
    name: 'update begun again on mutation',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [row('t1')] }),
      (p) => {
        let times = 0;
        p.onPull = ({ checkpoint }) => {
          if (checkpoint === 'done') return [{ checkpoint }];
          return times++ === 0
            ? [
                { upserts: [row('ghost'), row('g2', { account: 'ghost' })] },
                new UpdateRestartedError('again'),
              ]
            : [{ upserts: [row('t2')] }, { upserts: [row('t3')], checkpoint: 'done' }];
        };
      },
    ],
  },
  {
    name: 'dead checkpoint',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => p.publish({ upserts: [...many, pending('p1'), pending('p2', { date: day(12) })] }),
      (p) => {
        p.onPull = ({ checkpoint }) =>
          checkpoint === null
            ? [
                { upserts: many.slice(0, 6) },
                {
                  upserts: [
                    ...many.slice(8),
                    pending('p2', { date: day(12) }),
                    row('new', { date: day(14) }),
                  ],
                  checkpoint: 'x',
                },
              ]
            : checkpoint === 'x'
              ? [{ checkpoint }]
              : [new CheckpointInvalidError('dead')];
      },
      rest,
    ],
  },
  {
    name: 'windows with claims, and rows that vanish',
    provider: () => windows(() => [...many, pending(undefined, { amount: '-9.99', date: day(12) })], true),
    steps: [
      rest,
      (p) => show(p, [...many.filter((_, i) => i !== 9), row('late', { amount: '-9.99', date: day(13) })]),
      rest,
      rest,
    ],
  },
  {
    name: 'twins without ids',
    provider: () =>
      windows(() => [
        row(undefined),
        row(undefined),
        row(undefined, { reference: 'third' }),
        pending(undefined),
      ]),
    steps: [
      rest,
      (p) =>
        show(p, [
          row(undefined, { reference: 'third' }),
          row(undefined),
          row(undefined),
          row(undefined, { date: day(12) }),
        ]),
      (p) => show(p, [row(undefined), row(undefined), row(undefined, { date: day(12) })]),
      rest,
      rest,
      rest,
    ],
  },
  {
    name: 'one account fails, the others go on',
    provider: () => {
      const p = new ScriptedProvider({ scope: 'account' });
      p.accounts = [account('a'), account('b'), account('c')];
      return p;
    },
    steps: [
      (p) => {
        p.onPull = ({ account: where = '', checkpoint }) =>
          where === 'b'
            ? [new ActionRequiredError('closed for you', { action: 'act_at_bank', scope: 'account' })]
            : [
                {
                  upserts: checkpoint ? [] : [row(`${where}1`, { account: where })],
                  checkpoint: `${where}!`,
                },
              ];
      },
      (p) => {
        p.onPull = ({ account: where = '', checkpoint }) => [
          { upserts: checkpoint ? [] : [row(`${where}1`, { account: where })], checkpoint: `${where}!` },
        ];
      },
    ],
  },
  {
    name: 'account linked anew, with new ids for everything',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) =>
        p.publish({
          upserts: [row('o1'), row('o2'), row('o3', { date: day(12) }), pending('op', { date: day(13) })],
        }),
      (p) => {
        p.accounts = [account('a2', { name: 'Account a', mask: '00a' })];
        const at = { account: 'a2' };
        p.publish([
          { upserts: [row('n1', at), row('n2', at)] },
          {
            upserts: [
              row('n3', { ...at, date: day(12) }),
              row('n5', { ...at, date: day(14), description: 'Bakery' }),
            ],
          },
        ]);
      },
      rest,
    ],
  },
  {
    name: 'quarantine',
    provider: () =>
      new ScriptedProvider({
        removals: 'inferred',
        pending: 'complete-set',
        windowed: true,
        historyDays: 60,
        overlapDays: 14,
      }),
    steps: [
      (p) => {
        p.onPull = ({ window }) => [
          {
            upserts: [row('t1'), { ...row('t2'), amount: { value: 'NaN', currency: 'USD' } }, row('t3')],
            rejected: [{ account: 'a', path: 'date', reason: 'a date', date: day(11) }],
            coverage: [{ account: 'a', from: window.from, to: day(30) }],
            checkpoint: `at ${window.to}`,
          },
        ];
      },
      (p) => {
        p.onPull = ({ window }) => [
          {
            upserts: [row('t1'), row('t2'), { ...row('t3'), date: 'soon' as Upsert['date'] }],
            coverage: [{ account: 'a', from: window.from, to: day(30) }],
            checkpoint: `at ${window.to}`,
          },
        ];
      },
      (p) => {
        p.onPull = ({ window }) => [
          {
            upserts: [row('t1'), row('t2'), row('t3', { amount: '-5.50' })],
            coverage: [{ account: 'a', from: window.from, to: day(30) }],
            checkpoint: `at ${window.to}`,
          },
        ];
      },
    ],
  },
  {
    name: 'an update of two that breaks off between them',
    provider: () => new ScriptedProvider(),
    steps: [
      (p) => {
        let broken = true;
        p.onPull = ({ checkpoint }) => {
          const second = { upserts: [row('t2')], checkpoint: '2' };
          if (checkpoint === '2') return [{ checkpoint }];
          if (checkpoint === '1') return [second];
          const fault = broken ? [new ProviderUnavailableError('hiccup')] : [];
          broken = false;
          return [{ upserts: [row('t1')], checkpoint: '1' }, ...fault, second];
        };
      },
    ],
  },
];
