import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import type { World, WorldRow } from 'bankweave/sandbox';
import { apply, linked, pull } from './harness.ts';

const accounts = ['checking', 'savings', 'credit'].map((slug) => `river-bank.ada.${slug}`);

/** One thing that happens; `pick` chooses among what there is. */
type Deed = readonly [kind: (typeof kinds)[number], pick: number];
const kinds = [
  'pull',
  'advance',
  'post',
  'authorize',
  'settle',
  'void',
  'rename',
  'amend',
  'remove',
  'readd',
  'renumber',
  'swap',
  'break',
  'heal',
] as const;

function perform(world: World, [kind, pick]: Deed, gone: string[]): void {
  const account = accounts[pick % accounts.length] ?? '';
  const rows = world.ledger(account, undefined, { from: '2026-11-01' });
  const choose = (of: readonly WorldRow[]) => of[pick % Math.max(1, of.length)];
  const posted = choose(rows.filter((row) => row.status === 'posted'));
  const pending = choose(rows.filter((row) => row.status === 'pending'));
  const back = gone[pick % Math.max(1, gone.length)];
  if (kind === 'advance') world.advance({ hours: 1 + (pick % 70) });
  if (kind === 'post') world.post(account, { amount: `${(pick % 90) - 45 || 1}` });
  if (kind === 'authorize') world.authorize(account, { amount: `-${1 + (pick % 90)}` });
  if (kind === 'settle' && pending) world.settle(pending.id, { linked: pick % 2 === 0 });
  if (kind === 'void' && pending) world.void(pending.id);
  if (kind === 'rename' && posted) world.rename(posted.id, `Name ${pick}`);
  if (kind === 'amend' && posted) world.amend(posted.id, { amount: '-3.21', date: '2026-11-12' });
  if (kind === 'remove' && posted) {
    world.remove(posted.id);
    gone.push(posted.id);
  }
  if (kind === 'readd' && back !== undefined) {
    gone.splice(gone.indexOf(back), 1);
    // The number may be another row's by now, after a swap.
    if (world.row(back) === null) world.readd(back);
  }
  if (kind === 'renumber' && posted) world.renumber(account, posted.date);
  if (kind === 'swap' && posted) world.renumber(account, posted.date, 'swapped');
  if (kind === 'break') world.fail(account, { kind: 'account_error' });
  if (kind === 'heal') world.heal(account);
}

test('whatever happens between the pulls, in the end the reader holds what the bank shows', async () => {
  const deed = fc.tuple(fc.constantFrom(...kinds), fc.nat(10_000));
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(1, 3, 50),
      async (deeds, pageSize) => {
        const { world, adapter, call } = await linked({ pageSize, historyDays: 25 });
        const rows = new Map<string, Upsert>();
        const gone: string[] = [];
        let checkpoint: string | undefined;
        const read = async () => {
          const pulled = await pull(adapter, call, checkpoint ?? null);
          ({ checkpoint } = pulled);
          apply(rows, pulled.batches);
        };
        for (const each of deeds) {
          if (each[0] === 'pull') await read();
          else perform(world, each, gone);
        }
        for (const account of accounts) world.heal(account);
        await read();
        const { from } = JSON.parse(checkpoint ?? '{}') as { from: `${number}-${number}-${number}` };
        const shown = accounts.flatMap((account) => world.ledger(account, undefined, { from }));
        const line = (
          id: string,
          row: { status: string; amount: { value: string }; date: string; description: string },
        ) => `${id} ${row.status} ${row.amount.value} ${row.date} ${row.description}`;
        expect([...rows].map(([id, row]) => line(id, row)).sort()).toEqual(
          shown.map((row) => line(row.id, row)).sort(),
        );
      },
    ),
    { numRuns: 40 },
  );
});
