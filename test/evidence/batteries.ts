/** A battery: what it proves, how large it is, and how its output tells what happened. */
export interface Battery {
  readonly id: string;
  readonly proves: string;
  /** What is counted, such as `seeds`. */
  readonly unit: string;
  readonly size: number;
  /** The size on demand, where it is another one. */
  readonly full?: number;
  readonly command: (size: number) => {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** The number of units that ran, where the output tells it; otherwise the size. */
  readonly ran?: RegExp;
  /** What else the output tells, for the page. */
  readonly told?: RegExp;
}

const vitest = (...files: readonly string[]): readonly string[] => [
  'exec',
  '--',
  'vitest',
  'run',
  '--config',
  'test/vitest.config.ts',
  ...files,
];
const passed = /^(\d+) passed, 0 failed/m;

export const BATTERIES: readonly Battery[] = [
  {
    id: 'simulation',
    proves:
      'Processes that sync, crash, stop for an hour and change keys, over stores and networks that fail before and after the fact: at rest the ledger is what the bank shows, for all four providers, and the change feed tells the same at every moment.',
    unit: 'seeds',
    size: 500,
    full: 10_000,
    command: (size) => ({ args: ['run', 'simulate', '--', '--seeds', String(size)] }),
  },
  {
    id: 'faces',
    proves:
      'One world read through Faker, Plaid, TrueLayer and MX gives the same ledger in every field that they can carry.',
    unit: 'worlds',
    size: 20,
    full: 1_000,
    command: (size) => ({ args: vitest('test/faces'), env: { FACES_SEEDS: String(size) } }),
  },
  {
    id: 'hostile',
    proves: 'Providers that answer anything: every error is typed, nothing loops, nothing is lost for good.',
    unit: 'payloads',
    size: 2_000,
    full: 200_000,
    command: (size) => ({ args: vitest('test/hostile/hostile'), env: { HOSTILE_PAYLOADS: String(size) } }),
  },
  {
    id: 'network',
    proves:
      'A network that refuses, stalls, slices, cuts, resets and repeats, over real sockets: before each provider, and before the app that its webhooks come to. `PROXY_SEEDS=1000` takes so many random runs of each.',
    unit: 'cases',
    size: 114,
    command: () => ({ args: vitest('test/hostile/fault-proxy', 'test/hostile/webhook-proxy') }),
    ran: passed,
  },
  {
    id: 'kills',
    proves:
      'A syncing process on a SQLite file is killed (kill -9) at any moment: the file is whole and the next process goes on.',
    unit: 'kills',
    size: 50,
    full: 1_500,
    command: (size) => ({ args: vitest('test/crash'), env: { KILLS: String(size) } }),
  },
  {
    id: 'ports',
    proves:
      'Something goes wrong at every single call of a story through a port: it fails before or after the fact, aborts, or the process dies.',
    unit: 'stories',
    size: 92,
    command: () => ({ args: vitest('test/sync/every-port-call') }),
    ran: passed,
  },
  {
    id: 'forged',
    proves:
      'Forged, replayed, stale and mutated webhooks of all providers are refused alike, and leave nothing.',
    unit: 'forged cases',
    size: 0,
    command: () => ({ args: vitest('test/webhooks', 'webhooks.test') }),
    ran: /\((\d+) forged cases/,
  },
  {
    id: 'mutations',
    proves:
      'A genuine webhook with one byte flipped, dropped, doubled or put in is refused, whichever it is.',
    unit: 'changes for each provider',
    size: 2_000,
    full: 200_000,
    command: (size) => ({
      args: vitest('test/webhooks/forged.test.ts'),
      env: { FORGED_MUTATIONS: String(size) },
    }),
  },
  {
    id: 'laws',
    proves:
      'The published laws hold for all adapters and stores, and each hostile subject is caught by its own law.',
    unit: 'tests',
    size: 0,
    command: () => ({ args: vitest('test/conformance', 'test/testing', 'test/store') }),
    ran: passed,
  },
  {
    id: 'vault',
    proves:
      'Envelopes with flipped bits, swapped places and wrong keys; refresh in single flight over processes; rotation through a kill.',
    unit: 'tests',
    size: 0,
    command: () => ({ args: vitest('test/vault') }),
    ran: passed,
  },
  {
    id: 'privacy',
    proves:
      'An erasure that is stopped at any await ends with nothing left; canaries appear in no error, log, event or file.',
    unit: 'tests',
    size: 0,
    command: () => ({ args: vitest('test/privacy') }),
    ran: passed,
  },
  {
    id: 'planted',
    proves:
      'The tests are tested: bugs that this library has had, or that others like it have, are planted one by one, and the battery that each names has to fail.',
    unit: 'planted bugs',
    size: 0,
    command: () => ({ args: ['run', 'planted'] }),
    ran: /^(\d+) of \d+ planted bugs are caught/m,
  },
  {
    id: 'mutants',
    proves:
      'Reconcile and the vault are spoiled in every small way, one at a time, and a test has to notice: at least 85 of 100. A survivor is answered by a new test, or by its reason in `test/mutate/kept.ts`.',
    unit: 'mutants',
    size: 0,
    command: () => ({ args: ['run', 'mutate', '--', 'src/sync/reconcile', 'src/vault'] }),
    ran: /^all: (\d+) mutants/m,
    told: /^all: \d+ mutants, (.*)$/m,
  },
];
