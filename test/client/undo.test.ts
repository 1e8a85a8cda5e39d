import { describe, expect, test } from 'vitest';
import { all, codeOf, link, scene, STORES } from './banks.ts';
import { ambiguous } from './suggesting.ts';

describe.each(STORES)('explain and undo on $name', ({ open }) => {
  test('a join that is undone stays undone through the next syncs', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const account = (await ada.accounts.list()).items.find(({ subtype }) => subtype === 'checking');
    const at = account?.providerAccountId ?? '';
    const pending = world.authorize(at, { amount: '-20.00', description: 'Bistro', merchant: 'Bistro' });
    await bank.sync(id);
    const before = (await all(ada.transactions.list({ text: 'Bistro', accountId: account?.id }))).find(
      ({ providerTransactionId }) => providerTransactionId === pending.id,
    );
    await ada.transactions.update(before?.id ?? '', { notes: 'with Bo' });
    world.advance({ days: 1 });
    const booked = world.settle(pending.id, { amount: '-23.00' });
    await bank.sync(id);
    const joined = await ada.transactions.get(before?.id ?? '');
    expect(joined).toMatchObject({ status: 'posted', amount: { value: '-23.00' }, notes: 'with Bo' });
    const [reason] = await ada.transactions.explain(joined.id);
    expect(reason).toMatchObject({ rule: 'provider_link', transactionId: joined.id });

    await ada.transactions.undo(reason?.id ?? '');
    const apart = async () =>
      (await all(ada.transactions.list({ text: 'Bistro', status: ['posted', 'pending', 'void'] })))
        .filter(({ accountId, amount }) => accountId === account?.id && /-2[03]\.00/.test(amount.value))
        .map(({ id: row, status, amount }) => ({ row, status, amount: amount.value }))
        .sort((a, b) => a.amount.localeCompare(b.amount));
    const two = await apart();
    expect(two).toMatchObject([
      { row: joined.id, status: 'void', amount: '-20.00' },
      { status: 'posted', amount: '-23.00' },
    ]);
    for (let syncs = 0; syncs < 3; syncs++) {
      world.advance({ days: 1 });
      await bank.sync(id);
      expect(await apart()).toEqual(two);
    }
    // The bank speaks of the row again: still apart.
    world.rename(booked.id, 'Bistro du Nord');
    expect((await bank.sync(id)).counts.modified).toBeGreaterThan(0);
    expect(await apart()).toEqual(two);
    expect((await ada.transactions.get(two[1]?.row ?? '')).description).toBe('Bistro du Nord');
    expect(await codeOf(() => ada.transactions.undo(reason?.id ?? ''))).toBe('conflict');
    expect(
      (await ada.transactions.explain(joined.id)).find(({ id: one }) => one === reason?.id)?.undoneAt,
    ).toBeTypeOf('string');
    expect((await bank.check()).findings).toEqual([]);
  });

  test('a row that the provider took back still says why', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const [gone] = (await ada.transactions.list({ status: 'posted', limit: 1 })).items;
    world.remove(gone?.providerTransactionId ?? '');
    await bank.sync(id);
    expect(await codeOf(() => ada.transactions.get(gone?.id ?? ''))).toBe('not_found');
    expect(await ada.transactions.explain(gone?.id ?? '')).toMatchObject([{ rule: 'removed_by_provider' }]);
  });

  test('a suggestion waits for the host: accepted it joins, undone it parts, dismissed it is gone', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const suggestion = await ambiguous({ world, bank, ada, connection: id });
    const [first] = (await ada.suggestions.list()).items;
    expect(first?.id).toBe(suggestion);
    if (first?.type !== 'transaction') throw new Error('a suggestion of rows was expected');
    const rows = (await all(ada.transactions.list({ status: ['posted', 'void', 'pending'] }))).length;
    await ada.suggestions.accept(suggestion);
    expect((await ada.transactions.get(first.pendingId)).status).toBe('posted');
    expect(await codeOf(() => ada.transactions.get(first.transactionId))).toBe('not_found');
    expect(await codeOf(() => ada.suggestions.accept(suggestion))).toBe('not_found');
    await bank.sync(id);
    const reason = (await ada.transactions.explain(first.pendingId)).at(-1);
    expect(reason?.rule).toBe('accepted_suggestion');
    await ada.transactions.undo(reason?.id ?? '');
    expect((await ada.transactions.get(first.pendingId)).status).toBe('void');
    world.advance({ days: 1 });
    await bank.sync(id);
    expect((await ada.transactions.get(first.pendingId)).status).toBe('void');
    expect(
      (await all(ada.transactions.list({ status: ['posted', 'void', 'pending'] }))).length,
    ).toBeGreaterThanOrEqual(rows);
    for (const other of (await ada.suggestions.list()).items) await ada.suggestions.dismiss(other.id);
    await bank.sync(id);
    expect((await ada.suggestions.list()).items).toEqual([]);
    expect((await bank.check()).findings).toEqual([]);
  });
});
