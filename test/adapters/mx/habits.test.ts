import { createBankweave } from 'bankweave';
import type { Transaction } from 'bankweave';
import { mx } from 'bankweave/adapters/mx';
import { mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { expect, onTestFinished, test } from 'vitest';
import { PollingClock } from '../../support/polling-clock.ts';

type Habits = NonNullable<Parameters<typeof mxWire>[0]>;

const saying = ({ date, amount }: Pick<Transaction, 'date' | 'amount'>): string => `${date} ${amount.value}`;

/** A linked bank over a wire with habits. */
async function scene(habits: Habits) {
  const clock = new PollingClock(Date.UTC(2026, 3, 1, 15));
  const world = createWorld({ seed: 'habits', epoch: '2026-03-01', clock });
  const wire = mxWire(habits);
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(close);
  const adapter = mx({ clientId: 'sandbox-client', apiKey: 'sandbox-key', baseUrl: urls['mx'] ?? '' });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const link = await ada.links.start('mx');
  const { memberGuid } = wire.control.completeLink(link.url ?? '', {
    institutionCode: 'river-bank',
    username: 'ada',
  });
  wire.control.finishJobs();
  const { id } = await ada.links.complete('mx', link.id, { memberGuid });
  const truth = (): string[] =>
    world
      .login('river-bank', 'ada')
      .accounts.flatMap((account) => world.ledger(account.id))
      .filter(({ status }) => status === 'posted')
      .map(saying)
      .toSorted();
  const rows = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const row of ada.transactions.list({ status: ['posted'] })) found.push(saying(row));
    return found.toSorted();
  };
  const day = async () => {
    clock.advance(86_400_000);
    wire.control.refresh(memberGuid);
    return bank.sync(id);
  };
  return { world, wire, bank, ada, id, memberGuid, truth, rows, day };
}

const HABITS: readonly (readonly [string, Habits])[] = [
  ['the two headers are refused together', { uncertain: { refusesBothHeaders: true } }],
  ['Accept-Version alone tells the version', { versionPolicy: 'accept-version' }],
  ['Accept alone tells the version', { versionPolicy: 'accept-only' }],
  ['to_date has its own day', { uncertain: { toDateIncludesDay: true } }],
  ['from_date alone is refused', { uncertain: { refusesLoneFromDate: true } }],
  ['days of the purchase are capped at six months, too', { uncertain: { capsDateRange: true } }],
  ['lists begin with the oldest', { uncertain: { order: 'oldest' } }],
  ['lists have no order', { uncertain: { order: 'shuffled' } }],
  ['one transaction comes as a list', { uncertain: { singleTransactionAsList: true } }],
  ['a row without a type has only hints', { quirks: { nullType: true } }],
  ['figures are text', { quirks: { numericStrings: true } }],
  ['words nobody has heard of', { quirks: { unknownEnums: true } }],
  ['fields nobody knows', { quirks: { extraFields: true } }],
  ['fields are left out', { quirks: { missingFields: true } }],
];

test.each(HABITS)(
  'the ledger is that of the bank where %s',
  async (_, habits) => {
    const { world, truth, rows, day } = await scene(habits);
    const everyday = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
    for (let n = 1; n <= 9; n++) {
      if (n === 4) {
        const gone = world.ledger(everyday).findLast(({ status }) => status === 'posted');
        if (gone) world.remove(gone.id);
      }
      expect((await day()).status).toBe('complete');
    }
    expect(await rows()).toEqual(truth());
  },
  60_000,
);

const LIST = 'GET /users/{user_guid}/members/{member_guid}/transactions';

test.each([
  ['status', { kind: 'status', status: 502, times: 2 }],
  ['a page of a gateway', { kind: 'html', status: 503 }],
  ['half a JSON', { kind: 'truncated' }],
  ['a body that breaks off', { kind: 'reset' }],
  ['204', { kind: 'no_content' }],
  ['429', { kind: 'status', status: 429, retryAfter: '1' }],
  ['more pages than there are', { kind: 'wrong_total' }],
] as const)(
  'a list that is spoilt once by %s takes nothing from the ledger',
  async (_, fault) => {
    const { wire, truth, rows, day } = await scene({});
    await day();
    const before = await rows();
    wire.control.fault(LIST, { ...fault });
    await day().catch(() => undefined);
    for (const row of before) expect(await rows()).toContain(row);
    wire.control.clearFaults();
    for (let n = 0; n < 3; n++) await day();
    expect(await rows()).toEqual(truth());
  },
  60_000,
);
