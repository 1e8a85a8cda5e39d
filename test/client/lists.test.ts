import { describe, expect, test } from 'vitest';
import type { Listing } from 'bankweave';
import { all, errorOf, link, scene, STORES } from './banks.ts';

describe.each(STORES)('lists on $name', ({ open }) => {
  test('all of them: awaited a page, iterated every row, the same rows in the same order', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const first = await link(ada);
    await link(ada, 'hill-credit-union').catch(() => link(ada, 'river-bank', 'ada-two'));
    await bank.sync(first.id);
    world.advance({ days: 3 });
    await bank.sync(first.id);
    const account = (await ada.accounts.list({ connectionId: first.id })).items.find(
      ({ subtype }) => subtype === 'checking',
    );
    type AnyList = (query?: { limit?: number; after?: string | null }) => Listing<object>;
    const lists: Record<string, AnyList> = {
      connections: (query) => ada.connections.list(query),
      accounts: (query) => ada.accounts.list(query),
      newest: (query) => ada.transactions.list(query),
      oldest: (query) => ada.transactions.list({ ...query, sort: 'oldest' }),
      largest: (query) => ada.transactions.list({ ...query, sort: 'largest' }),
      smallest: (query) => ada.transactions.list({ ...query, sort: 'smallest' }),
      balances: (query) => ada.balances.history(account?.id ?? '', query),
      runs: (query) => bank.runs.list(query),
      transfers: (query) => ada.transfers.list(query),
      suggestions: (query) => ada.suggestions.list(query),
      quarantine: (query) => ada.quarantine.list(query),
    };
    const cursors: Record<string, string> = {};
    for (const [name, list] of Object.entries(lists)) {
      const rows = await all(list());
      for (const limit of [1, 7, 500]) {
        const paged: object[] = [];
        for (let after: string | null = null; ; ) {
          const page = await list({ limit, after });
          paged.push(...page.items);
          expect(page.hasMore, name).toBe(page.next !== null);
          if (limit === 1 && page.next) cursors[name] = page.next;
          if (!page.hasMore) break;
          expect(page.items.length, name).toBe(limit);
          after = page.next;
        }
        expect(paged, `${name} by ${limit}`).toEqual(rows);
      }
    }
    expect(Object.keys(cursors).length).toBeGreaterThanOrEqual(8);
    for (const [from, after] of Object.entries(cursors))
      for (const [to, list] of Object.entries(lists))
        if (from !== to)
          expect(await errorOf(async () => list({ after })), `${from} in ${to}`).toMatchObject({
            code: 'invalid_input',
            field: 'query.after',
          });
  });

  test('pages neither skip nor repeat a row while others come in', async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const before = await all(ada.transactions.list());
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: { items: readonly { id: string }[]; next: string | null } = await ada.transactions.list({
        limit: 40,
        after,
      });
      seen.push(...page.items.map((row) => row.id));
      if (page.next === null) break;
      after = page.next;
      world.advance({ hours: 20 });
      await bank.sync(id);
    }
    expect(new Set(seen).size).toBe(seen.length);
    const stayed = new Set((await all(ada.transactions.list())).map((row) => row.id));
    // A pending row may be booked under another day meanwhile; what was booked at the beginning is all there.
    for (const row of before)
      if (row.status === 'posted' && stayed.has(row.id)) expect(seen).toContain(row.id);
  });

  test('a list reads nothing before it is asked to, and a mistake comes out there', async () => {
    const { ada } = scene({ store: open() });
    const wrong = ada.transactions.list({ limit: 0 });
    await expect(Promise.resolve(wrong)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'query.limit',
    });
    await expect(all(ada.transactions.list({ limit: 1.5 }))).rejects.toMatchObject({ field: 'query.limit' });
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(all(ada.accounts.list({ signal: stop }))).rejects.toThrow('enough');
    await expect(Promise.resolve(ada.accounts.list({ signal: stop }))).rejects.toThrow('enough');
  });

  test('filters: each narrows, together they narrow to what all allow', async () => {
    const { bank, ada } = scene({ store: open() });
    const { id } = await link(ada);
    await bank.sync(id);
    const rows = await all(ada.transactions.list({ status: ['pending', 'posted', 'void'] }));
    const one = rows[Math.floor(rows.length / 2)];
    if (!one) throw new Error('no rows');
    const isIn = (value: string): boolean => !value.startsWith('-');
    const cases = [
      [{ accountId: one.accountId }, (row: typeof one) => row.accountId === one.accountId],
      [{ connectionId: id }, () => true],
      [{ from: one.date }, (row: typeof one) => row.date >= one.date],
      [{ to: one.date }, (row: typeof one) => row.date <= one.date],
      [{ from: one.date, to: one.date }, (row: typeof one) => row.date === one.date],
      [{ direction: 'in' }, (row: typeof one) => isIn(row.amount.value)],
      [{ direction: 'out' }, (row: typeof one) => !isIn(row.amount.value)],
      [
        { category: one.category.primary },
        (row: typeof one) => row.category.primary === one.category.primary,
      ],
      [{ text: '' }, () => true],
    ] as const;
    for (const [query, matches] of cases) {
      const found = await all(ada.transactions.list({ ...query, status: ['pending', 'posted', 'void'] }));
      expect(found, JSON.stringify(query)).toEqual(rows.filter(matches));
    }
    const text = one.description.slice(0, 4).toUpperCase();
    const found = await all(ada.transactions.list({ text, accountId: one.accountId }));
    expect(
      found.every(({ description, originalDescription, merchant }) =>
        `${description} ${originalDescription} ${merchant?.name}`.toUpperCase().includes(text),
      ),
    ).toBe(true);
    expect(
      (await all(ada.transactions.list({ status: 'void' }))).every(({ status }) => status === 'void'),
    ).toBe(true);
  });
});
