import { expect, test } from 'vitest';
import { ProviderUnavailableError } from 'bankweave/adapter-kit';
import type { AccountRow } from 'bankweave/store';
import { hostWrite } from '../../src/sync/host-write.ts';
import { accountsOf, sorted, visible } from '../support/ledger-state.ts';
import { account, removal, row, ScriptedProvider } from '../support/scripted-adapter.ts';
import { idsOf, started } from './bank.ts';

test('rows of an account that was switched off come when it is switched on again', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a'), account('b')];
  provider.publish({ upserts: [row('a1'), row('b1', { account: 'b' })] });
  const engine = await started(provider);
  const setB = async (enabled: boolean): Promise<void> => {
    const b = (await accountsOf(engine.store, 'con_1')).find(
      (one) => one.account.providerAccountId === 'b',
    ) as AccountRow;
    const entry = { action: 'account.update', actor: 'user', facts: {} } as const;
    const seal = { accounts: [{ ...b, account: { ...b.account, enabled } }] };
    await hostWrite(engine.ports, 'con_1', undefined, async () => ({ seal }), entry);
  };
  await setB(false);
  provider.publish({
    upserts: [row('a2'), row('b2', { account: 'b', amount: '-8.00' })],
    removals: [removal('b1', 'b')],
  });
  const off = await engine.later();
  expect(off.counts).toMatchObject({ received: 1, added: 1, skipped: 2 });
  expect(off.accounts.map(({ status }) => status).sort()).toEqual(['complete', 'skipped']);
  expect(await idsOf(engine)).toEqual(['a1', 'a2', 'b1']);
  await setB(true);
  const { onPull } = provider;
  provider.onPull = (input) =>
    input.checkpoint === null
      ? [
          {
            upserts: [row('a1'), row('a2'), row('b2', { account: 'b', amount: '-8.00' })],
            readiness: 'complete',
            checkpoint: 'all',
          },
        ]
      : onPull(input);
  const on = await engine.later();
  expect(provider.pulls.at(-1)?.checkpoint).toBeNull();
  expect(on.counts).toMatchObject({ added: 1, unchanged: 2, vanished: 1 });
  expect(await idsOf(engine)).toEqual(['a1', 'a2', 'b2']);
  await engine.later();
  expect(provider.pulls.at(-1)?.checkpoint).toBe('all');
});

test('an account id of the provider that moved on can come back for another account', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('x', { persistentId: 'lasting', mask: '1111' })];
  provider.publish({ upserts: [row('1', { account: 'x' })] });
  const engine = await started(provider);
  provider.accounts = [account('y', { persistentId: 'lasting', mask: '1111' })];
  provider.publish({ upserts: [row('2', { account: 'y', date: '2026-11-12' })] });
  await engine.later();
  provider.accounts = [
    account('y', { persistentId: 'lasting', mask: '1111' }),
    account('x', { mask: '2222', name: 'Other' }),
  ];
  provider.publish({ upserts: [row('3', { account: 'x', date: '2026-11-13' })] });
  await engine.later();
  const accounts = await accountsOf(engine.store, 'con_1');
  expect(sorted(accounts.map(({ account: one }) => [one.providerAccountId, one.mask]))).toEqual([
    ['x', '2222'],
    ['y', '1111'],
  ]);
  expect((await visible(engine.store)).map((one) => [one.account, one.ids[0]])).toEqual([
    ['y', '1'],
    ['y', '2'],
    ['x', '3'],
  ]);
});

test('the link of an account is remembered until its rows have come, even when the first attempt fails', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('o1'), row('o2')] });
  const engine = await started(provider);
  provider.accounts = [{ ...account('a'), id: 'new' }];
  provider.onPull = () => [new ProviderUnavailableError('not now')];
  await engine.later().catch(() => {});
  provider.publish({ upserts: [row('n1', { account: 'new' }), row('n2', { account: 'new' })] });
  const run = await engine.later();
  expect(run.counts).toMatchObject({ added: 0, modified: 2 });
  expect(await idsOf(engine)).toEqual(['n1', 'n2']);
});
