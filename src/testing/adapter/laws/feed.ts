import type { Upsert } from '../../../adapter-kit/rows.ts';
import { isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect, rejection } from '../../expect.ts';
import { type AdapterLaw, law, onlyWhere } from '../adapter-law.ts';
import { keyOf, type Rig, rowsOf } from '../rig.ts';
import { checkRow } from './well-formed.ts';

/** Rows in one order, whatever it was they came in. */
export function inOrder(rows: readonly Upsert[]): readonly Upsert[] {
  const key = ({ account, ids, date, amount }: Upsert): string =>
    JSON.stringify([account, ids, date, amount]);
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export const feedLaws: readonly AdapterLaw[] = [
  law('FEED-01', 'a pull ends with a checkpoint, and no row comes after it', {}, async (rig) => {
    await rig.read();
    for (const scope of await rig.scopes()) {
      let open = 'nothing came';
      for await (const batch of rig.pull(scope, null)) {
        const rows =
          (batch.upserts?.length ?? 0) + (batch.removals?.length ?? 0) + (batch.rejected?.length ?? 0);
        if (batch.checkpoint !== undefined) open = '';
        else if (rows > 0 || open !== '') open = 'rows came after the last checkpoint';
      }
      expect(open, `the end of a pull of '${scope}'`).toBe('');
    }
  }),

  law('FEED-02', 'rows are what the contract says', {}, async (rig) => {
    const rows = rowsOf(await rig.read());
    expect(rows.length, 'rows').toBeGreaterThan(0);
    for (const row of rows) checkRow(row);
  }),

  law('FEED-03', 'rows belong to accounts that are listed', {}, async (rig) => {
    const { accounts } = await rig.adapter.accounts.list(await rig.connection());
    const listed = accounts.map(({ id }) => id);
    for (const { account } of rowsOf(await rig.read()))
      expect(listed, 'the accounts that are listed').toContain(account);
  }),

  law('FEED-04', 'a read from one position gives the same rows again', {}, async (rig) => {
    const first = await rig.read();
    expect(inOrder(rowsOf(await rig.read()))).toEqual(inOrder(rowsOf(first)));
    if (!rig.world.pass) return;
    await rig.world.pass({ days: 2 });
    const once = await rig.read(first.checkpoints);
    expect(inOrder(rowsOf(await rig.read(first.checkpoints)))).toEqual(inOrder(rowsOf(once)));
  }),

  law('FEED-05', 'a second sync with nothing new changes nothing', {}, async (rig) => {
    const ledger = await rig.ledger();
    await ledger.sync();
    const before = await ledger.rows();
    const { counts, status } = await ledger.sync();
    expect(status).toBe('complete');
    const { added, modified, removed, voided } = counts;
    expect({ added, modified, removed, voided }).toEqual({ added: 0, modified: 0, removed: 0, voided: 0 });
    expect(await ledger.rows()).toEqual(before);
  }),

  law('FEED-06', 'every checkpoint that was yielded is a place to go on from', {}, async (rig) => {
    await rig.read();
    for (const scope of await rig.scopes()) {
      const batches = [];
      for await (const batch of rig.pull(scope, null)) batches.push(batch);
      const whole = inOrder(rowsOf({ batches, checkpoints: {} }));
      const stops = batches.flatMap(({ checkpoint }, at) =>
        checkpoint === undefined ? [] : [{ checkpoint, at }],
      );
      for (const { checkpoint, at } of sampled(stops)) {
        const head = { batches: batches.slice(0, at + 1), checkpoints: {} };
        const tail = [];
        for await (const batch of rig.pull(scope, checkpoint)) tail.push(batch);
        const joined = inOrder(rowsOf(head, { batches: tail, checkpoints: {} }));
        expect(joined, `'${scope}' resumed after batch ${at + 1}`).toEqual(whole);
      }
    }
  }),

  law(
    'FEED-07',
    'a checkpoint that is none is said to be dead, or not needed: never taken for a position',
    {},
    async (rig) => {
      const { checkpoints } = await rig.read();
      for (const scope of (await rig.scopes()).slice(0, 1)) {
        const whole = inOrder(rowsOf(await readScope(rig, scope, null)));
        const own = checkpoints[scope] ?? '';
        for (const garbage of ['', 'no checkpoint', '{}', '[]', 'null', own.split('').reverse().join('')]) {
          if (garbage === own) continue;
          let read: Awaited<ReturnType<typeof readScope>>;
          try {
            read = await readScope(rig, scope, garbage);
          } catch (error) {
            const code = isBankweaveError(error) ? error.code : error;
            expect(code, `a pull from ${JSON.stringify(garbage.slice(0, 40))}`).toBe('checkpoint_invalid');
            continue;
          }
          expect(inOrder(rowsOf(read)), `a pull from ${JSON.stringify(garbage.slice(0, 40))}`).toEqual(whole);
        }
      }
    },
  ),

  law('FEED-08', 'a row comes once in an update, not once for each page', {}, async (rig) => {
    await rig.read();
    for (const scope of await rig.scopes()) {
      let seen = new Set<string>();
      for await (const batch of rig.pull(scope, null)) {
        for (const { account, ids } of batch.upserts ?? []) {
          const [id] = ids;
          if (!id?.stable) continue;
          const key = keyOf(account, id);
          if (seen.has(key)) broken('a row came twice in one update', id);
          seen.add(key);
        }
        if (batch.checkpoint !== undefined) seen = new Set();
      }
    }
  }),

  law(
    'FEED-09',
    'an adapter whose removals are inferred says what it has read whole',
    { exempt: onlyWhere('removals', 'inferred') },
    async (rig) => {
      const { batches } = await rig.read();
      const claims = batches.flatMap(({ coverage = [] }) => coverage);
      const claimed = claims.flatMap((claim) => ('from' in claim ? [claim.account] : []));
      for (const { account } of rowsOf({ batches, checkpoints: {} }))
        expect(claimed, 'accounts whose days were read whole').toContain(account);
      for (const { removals = [] } of batches) expect(removals, 'removals that nobody lists').toHaveLength(0);
    },
  ),

  law(
    'FEED-10',
    'an adapter that gives whole pending sets says so for each account',
    { exempt: onlyWhere('pending', 'complete-set') },
    async (rig) => {
      const { batches } = await rig.read();
      const claims = batches.flatMap(({ coverage = [] }) => coverage);
      const claimed = claims.flatMap((claim) => ('pending' in claim ? [claim.account] : []));
      for (const { account } of rowsOf({ batches, checkpoints: {} }))
        expect(claimed, 'accounts whose pending rows were read whole').toContain(account);
    },
  ),

  law(
    'FEED-11',
    'an adapter that tells of no removals yields none',
    { exempt: onlyWhere('removals', 'none') },
    async (rig) => {
      const first = await rig.read();
      await rig.world.pass?.({ days: 3 });
      const second = await rig.read(first.checkpoints);
      for (const { removals = [], coverage = [] } of [...first.batches, ...second.batches]) {
        expect(removals, 'removals').toHaveLength(0);
        expect(
          coverage.filter((claim) => 'from' in claim),
          'claims from which removals would follow',
        ).toHaveLength(0);
      }
    },
  ),

  law(
    'FEED-12',
    'a booked row names its pending one only where the manifest says so',
    { exempt: onlyWhere('pending', 'unlinked', 'complete-set') },
    async (rig) => {
      const first = await rig.read();
      await rig.world.pass?.({ days: 6 });
      for (const { pendingId } of rowsOf(first, await rig.read(first.checkpoints)))
        expect(pendingId, 'the pending row that a booked one names').toBe(undefined);
    },
  ),

  law(
    'FEED-13',
    'an adapter that is told of accounts to leave out gives the others',
    { exempt: ({ feed }) => (feed.scope === 'account' ? "`feed.scope` is 'account'" : undefined) },
    async (rig) => {
      const { accounts } = await rig.adapter.accounts.list(await rig.connection());
      const left = accounts[0]?.id ?? '';
      const others = (rows: readonly Upsert[]) => inOrder(rows.filter(({ account }) => account !== left));
      const all = rowsOf(await rig.read());
      const batches = [];
      for await (const batch of rig.pull('', null, undefined, [left])) batches.push(batch);
      expect(others(rowsOf({ batches, checkpoints: {} }))).toEqual(others(all));
    },
  ),
];

async function readScope(rig: Rig, scope: string, checkpoint: string | null) {
  const batches = [];
  for await (const batch of rig.pull(scope, checkpoint)) batches.push(batch);
  return { batches, checkpoints: {} };
}

/** Some of many, the last among them. */
function sampled<T>(items: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / 5));
  return items.filter((_, at) => at % step === 0 || at === items.length - 1);
}

/** For laws about what a pull does when it fails. */
export async function failureOf(batches: AsyncIterable<unknown>): Promise<unknown> {
  const drain = async (): Promise<void> => {
    for await (const _ of batches);
  };
  return rejection(drain(), 'a pull');
}
