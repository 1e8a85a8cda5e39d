import { describe, expect, test } from 'vitest';
import { all, errorOf, link, scene, STORES } from './banks.ts';
import { BANK_CALLS, functionsOf, type Ids, USER_CALLS } from './calls.ts';
import { ambiguous } from './suggesting.ts';

const MALFORMED: readonly unknown[] = [
  '',
  '\0',
  'a\0b',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '\uD800',
  '🦊'.repeat(50),
  'x'.repeat(1_048_576),
  null,
  undefined,
  0,
  -1,
  Number.NaN,
  true,
  {},
  [],
  ['con_1'],
  { toString: () => 'con_1' },
  Symbol('id'),
  () => 'con_1',
  1n,
];

describe.each(STORES)('whose is it, on $name', ({ open }) => {
  test('every call of a user is in the matrix', () => {
    const { ada, bank } = scene({ store: open() });
    expect(functionsOf(ada).sort()).toEqual(Object.keys(USER_CALLS).sort());
    const apart = ['user', 'on', 'close', 'webhooks.counts'];
    const asynchronous = functionsOf(bank).filter((name) => !apart.includes(name));
    expect(asynchronous.sort()).toEqual(Object.keys(BANK_CALLS).sort());
  });

  test("another user's id, one that does not exist and one that is none: refused alike, and nothing changes", async () => {
    const { bank, ada, world } = scene({ store: open() });
    const { id: connection } = await link(ada);
    await bank.sync(connection);
    const suggestion = await ambiguous({ world, bank, ada, connection });
    const rows = await all(ada.transactions.list({ status: ['posted', 'pending', 'void'] }));
    const reasons = (await Promise.all(rows.map(({ id }) => ada.transactions.explain(id)))).flat();
    const ids: Ids = {
      connection,
      account: (await ada.accounts.list()).items[0]?.id ?? '',
      transaction: rows[0]?.id ?? '',
      decision: reasons[0]?.id ?? '',
      suggestion,
      link: (await ada.links.start('faker')).id,
    };
    expect(Object.values(ids)).not.toContain('');
    const eve = bank.user('eve');
    const { next } = await bank.changes({ limit: 1_000 }).then(async (page) => {
      let last = page;
      while (last.hasMore) last = await bank.changes({ after: last.next, limit: 1_000 });
      return last;
    });

    for (const [name, { id: kind, field, call }] of Object.entries(USER_CALLS)) {
      if (!kind) continue;
      for (const id of [ids[kind], `${kind}_00000000000000000000000000000000`])
        expect(await errorOf(() => call(eve, id as never)), `${name} ${id}`).toMatchObject({
          code: 'not_found',
          field,
        });
      const foreign = await errorOf(() => call(eve, ids[kind] as never));
      const unknown = await errorOf(() => call(eve, 'no-such-id' as never));
      expect(foreign, name).toEqual(unknown);
      for (const id of MALFORMED) {
        if (id === undefined && field?.startsWith('query.')) continue;
        if (!id && field?.startsWith('query.')) continue;
        const error = await errorOf(() => call(ada, id as never));
        expect(['invalid_input', 'not_found'], `${name} ${typeof id}`).toContain(error?.code);
        expect(error?.field, `${name} ${typeof id}`).toBe(field);
        expect(error?.message.length).toBeLessThan(400);
      }
    }
    for (const [name, { id: kind, call }] of Object.entries(BANK_CALLS)) {
      if (!kind) continue;
      for (const id of MALFORMED.filter(Boolean))
        expect(['invalid_input', 'not_found'], name).toContain(
          (await errorOf(() => call(bank, id as never)))?.code,
        );
    }
    expect((await bank.changes({ after: next })).items).toEqual([]);
    // Nobody else has spent it; and the login is the one that is linked already.
    expect((await ada.links.complete('faker', ids.link)).id).toBe(ids.connection);
  });

  test('nothing of one user is in any list of another', async () => {
    const { bank, ada } = scene({ store: open() });
    await bank.sync((await link(ada)).id);
    const eve = bank.user('eve');
    const lists: { list(): AsyncIterable<unknown> }[] = [eve.connections, eve.accounts, eve.transactions];
    for (const one of [...lists, eve.suggestions, eve.transfers, eve.quarantine])
      expect(await all(one.list())).toEqual([]);
    expect((await eve.changes()).items).toEqual([]);
    for (const odd of ['__proto__', 'a\0b', '🦊', ' ada', 'ADA', 'ada\n'])
      expect(await all(bank.user(odd).accounts.list())).toEqual([]);
    for (const bad of MALFORMED.filter((id) => typeof id !== 'string' || id.length > 256 || id === ''))
      expect((await errorOf(() => bank.user(bad as never)))?.code).toBe('invalid_input');
  });
});
