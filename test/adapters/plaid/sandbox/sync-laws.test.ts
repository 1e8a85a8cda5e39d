import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { createWorld, type World } from 'bankweave/sandbox';
import { stoppedClock } from '../../../sandbox/stopped-clock.ts';

interface Row {
  readonly transaction_id: string;
  readonly [name: string]: unknown;
}
interface Page {
  readonly added: readonly Row[];
  readonly modified: readonly Row[];
  readonly removed: readonly Row[];
  readonly next_cursor: string;
  readonly has_more: boolean;
  readonly error_code?: string;
}

const accounts = ['river-bank.ada.checking', 'river-bank.ada.credit'] as const;

/** What a hand does to some row; nothing where the row does not allow it. */
const deeds: Record<string, (world: World, account: string, pick: number) => void> = {
  post: (world, account, pick) => void world.post(account, { amount: `-${1 + (pick % 9)}.00` }),
  authorize: (world, account, pick) => void world.authorize(account, { amount: `-${1 + (pick % 9)}.50` }),
  settle: (world, account, pick) =>
    void world.settle(rowOf(world, account, pick, 'pending'), { linked: pick % 3 > 0 }),
  keep: (world, account, pick) =>
    void world.settle(rowOf(world, account, pick, 'pending'), { keepPending: true }),
  void: (world, account, pick) => world.void(rowOf(world, account, pick, 'pending')),
  rename: (world, account, pick) => void world.rename(rowOf(world, account, pick), `Name ${pick}`),
  amend: (world, account, pick) => void world.amend(rowOf(world, account, pick), { amount: `-${pick}.25` }),
  remove: (world, account, pick) => world.remove(rowOf(world, account, pick)),
  renumber: (world, account, pick) => {
    const row = world.row(rowOf(world, account, pick));
    if (row) world.renumber(account, row.date, pick % 2 ? 'fresh' : 'swapped');
  },
  time: (world, _account, pick) => world.advance({ hours: pick % 80 }),
};

function rowOf(world: World, account: string, pick: number, status?: 'pending'): string {
  const rows = world.ledger(account).filter((row) => status === undefined || row.status === status);
  // Mostly the newest, so that several things happen to one row between two reads.
  const near = pick % 5 === 0 ? rows : rows.slice(-4);
  return near[pick % Math.max(1, near.length)]?.id ?? 'river-bank.ada.checking.none';
}

async function reader(world: World) {
  const wire = plaidWire();
  wire.bind(world);
  const call = async (path: string, body: object) => {
    const keys = { client_id: 'sandbox-client', secret: 'sandbox-secret' };
    const request = new Request(`http://127.0.0.1${path}`, {
      method: 'POST',
      body: JSON.stringify({ ...keys, ...body }),
    });
    return (await (await wire.handle(request)).json()) as unknown;
  };
  const { public_token } = (await call('/sandbox/public_token/create', {
    institution_id: wire.control.institutionId('river-bank'),
    initial_products: ['transactions'],
    options: { override_username: 'ada', transactions: { days_requested: 730 } },
  })) as { public_token: string };
  const { access_token, item_id } = (await call('/item/public_token/exchange', { public_token })) as {
    access_token: string;
    item_id: string;
  };
  const page = async (cursor: string, count: number) =>
    (await call('/transactions/sync', { access_token, cursor, count })) as Page;
  return { wire, page, itemId: item_id };
}

test('whatever happens at the bank, a reader that follows the cursors has what the bank has', async () => {
  const step = fc.record({
    deed: fc.constantFrom(...Object.keys(deeds)),
    account: fc.constantFrom(...accounts),
    pick: fc.nat(200),
    /** Rows a page of a read after the deed; 0 for none. */
    read: fc.constantFrom(0, 0, 1, 7, 500),
    /** Whether the same deed happens again between the read's first two pages. */
    disturbed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), fc.nat(1000), async (steps, seed) => {
      const world = createWorld({ seed, clock: stoppedClock(), epoch: '2026-11-01' });
      const { wire, page, itemId } = await reader(world);
      const held = new Map<string, Row>();
      let stored = '';
      let disturbances = 0;
      const act = ({ deed, account, pick }: (typeof steps)[number]) => {
        try {
          deeds[deed]?.(world, account, pick);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      };
      const read = async (count: number, disturb?: () => void): Promise<void> => {
        const gathered: Page[] = [];
        let cursor = stored;
        for (let more = true; more; ) {
          const next = await page(cursor, count);
          if (next.error_code !== undefined) {
            expect(next.error_code).toBe('TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION');
            disturbances += 1;
            return read(count);
          }
          gathered.push(next);
          [cursor, more] = [next.next_cursor, next.has_more];
          if (gathered.length === 1) disturb?.();
        }
        const added = gathered.flatMap((each) => each.added);
        for (const row of added) expect(held.has(row.transaction_id), 'added twice').toBe(false);
        for (const row of gathered.flatMap((each) => each.modified)) {
          expect(held.has(row.transaction_id), 'modified unknown').toBe(true);
          held.set(row.transaction_id, row);
        }
        for (const row of gathered.flatMap((each) => each.removed))
          expect(held.delete(row.transaction_id), 'removed unknown').toBe(true);
        for (const row of added) held.set(row.transaction_id, row);
        stored = cursor;
      };
      for (const each of steps) {
        act(each);
        if (each.read > 0) await read(each.read, each.disturbed ? () => act(each) : undefined);
      }
      await read(500);
      const rows = world.login('river-bank', 'ada').accounts.flatMap(({ id }) => world.ledger(id));
      const shown = new Map(rows.map((row) => [wire.control.transactionId(itemId, row) ?? '', row]));
      expect(shown.size).toBe(rows.length);
      expect(new Set(held.keys())).toEqual(new Set(shown.keys()));
      for (const [id, row] of shown) {
        expect(held.get(id)).toMatchObject({
          amount: -Number(row.amount.value),
          name: row.description,
          date: row.date,
          pending: row.status === 'pending',
        });
      }
      return disturbances >= 0;
    }),
    { numRuns: 25 },
  );
}, 60_000);
