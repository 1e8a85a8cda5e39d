import { createBankweave } from 'bankweave';
import type { Transaction } from 'bankweave';
import { mx } from 'bankweave/adapters/mx';
import { mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox, type World, type WorldRow } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { expect, test } from 'vitest';
import { PollingClock } from '../../support/polling-clock.ts';

const DAY = 86_400_000;
const BEFORE = Date.UTC(2026, 3, 1, 15);

type Said = Pick<Transaction, 'date' | 'status'> & { readonly amount: { readonly value: string } };
const saying = ({ date, amount, status }: Said): string => `${date} ${amount.value} ${status}`;
const posted = (rows: readonly Said[]): string[] =>
  rows
    .filter(({ status }) => status === 'posted')
    .map(saying)
    .toSorted();

/** A bank behind MX, linked, with hands on both. */
async function scene(pending: 'replaced' | 'keeps' | 'coexists' | 'mixed') {
  const clock = new PollingClock(BEFORE);
  const world = createWorld({ seed: `mx ${pending}`, epoch: '2026-02-10', clock });
  const wire = mxWire({ pending });
  let isHalf = false;
  // What nobody could notice: a list that claims to be whole and lacks most of its rows.
  const halving = {
    ...wire,
    async handle(request: Request): Promise<Response> {
      const response = await wire.handle(request);
      const isList = /\/members\/[^/]+\/transactions$/.test(new URL(request.url).pathname);
      if (!isHalf || !isList || response.status !== 200) return response;
      const body = (await response.json()) as {
        transactions: unknown[];
        pagination: { total_entries: number };
      };
      body.transactions = body.transactions.slice(0, Math.ceil(body.transactions.length / 3));
      body.pagination.total_entries = body.transactions.length;
      return Response.json(body);
    },
  };
  const { urls, close } = await serveSandbox({ world, wires: [halving] });
  const adapter = mx({ clientId: 'sandbox-client', apiKey: 'sandbox-key', baseUrl: urls['mx'] ?? '' });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock });
  const ada = bank.user('ada');
  const signIn = { institutionCode: 'river-bank', username: 'ada' };
  const link = await ada.links.start('mx');
  const { memberGuid } = wire.control.completeLink(link.url ?? '', signIn);
  wire.control.finishJobs();
  const { id } = await ada.links.complete('mx', link.id, { memberGuid });
  const rows = async (): Promise<Transaction[]> => {
    const found: Transaction[] = [];
    for await (const row of ada.transactions.list()) found.push(row);
    return found;
  };
  const sync = async () => {
    for (;;) {
      const run = await bank.sync(id);
      if (run.status !== 'not_ready') return run;
      clock.advance(60_000);
    }
  };
  return {
    world,
    wire,
    ada,
    id,
    rows,
    sync,
    signIn,
    half: (on: boolean) => void (isHalf = on),
    async day() {
      clock.advance(DAY);
      for (const { guid, isDeleted } of wire.control.members()) if (!isDeleted) wire.control.refresh(guid);
      return sync();
    },
    async close() {
      await bank.close();
      await close();
    },
  };
}

function shownBy(world: World): WorldRow[] {
  const { accounts } = world.login('river-bank', 'ada');
  return accounts.flatMap(({ id }) => world.ledger(id));
}

test('200 days: nothing lost, nothing doubled, no mass deletion on a half-read list, a member linked anew', async () => {
  const { world, wire, ada, id, rows, sync, signIn, half, day, close } = await scene('mixed');
  try {
    await sync();
    const everyday = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
    for (let n = 1; n <= 200; n++) {
      const own = world.ledger(everyday).filter((row) => row.status === 'posted');
      const one = own.at(-(n % 17) - 1);
      if (n % 9 === 0 && one) world.rename(one.id, `Edited ${n}`);
      if (n % 11 === 0 && one) world.amend(one.id, { amount: `-${n}.25` });
      if (n % 13 === 0 && one) world.remove(one.id);
      if (n % 7 === 0) {
        world.post(everyday, { amount: '-4.50', description: 'Twin' });
        world.post(everyday, { amount: '-4.50', description: 'Twin' });
      }
      half(n >= 60 && n < 66);
      if (n === 120) {
        for (const { guid } of wire.control.members()) wire.control.purge(guid);
        await expect(sync()).rejects.toMatchObject({ code: 'connection_revoked' });
        const link = await ada.links.repair(id);
        const { memberGuid } = wire.control.completeLink(link.url ?? '', signIn);
        wire.control.finishJobs();
        expect((await ada.links.complete('mx', link.id, { memberGuid })).id).toBe(id);
      }
      const run = await day();
      expect(['complete', 'deferred']).toContain(run.status);
      // One by hand, and what the bank takes back by itself.
      expect(run.counts.vanished, `rows that went on day ${n}`).toBeLessThanOrEqual(3);
      const doubled = Map.groupBy(await rows(), ({ providerTransactionId }) => providerTransactionId);
      for (const [guid, same] of doubled) expect(same.length, guid).toBe(1);
    }
    expect(posted(await rows())).toEqual(posted(shownBy(world)));
  } finally {
    await close();
  }
}, 240_000);

test.each(['replaced', 'keeps', 'coexists'] as const)(
  'pending rows that are %s count once in the end',
  async (story) => {
    const { world, rows, sync, day, close } = await scene(story);
    try {
      await sync();
      for (let n = 0; n < 40; n++) await day();
      const expected = posted(shownBy(world));
      expect(posted(await rows())).toEqual(expected);
    } finally {
      await close();
    }
  },
  60_000,
);
