import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bankweave, createBankweave, memoryStore } from 'bankweave';
import type { Store } from 'bankweave/store';
import { all, codeOf, STORES } from '../client/banks.ts';
import { account, plain, type PlainAdapter, row } from '../client/plain-adapter.ts';

async function linked(store: Store = memoryStore()) {
  const { adapter, script } = plain();
  script.accounts = [account('old', '10.00', { name: 'Gold Card', mask: '1111' })];
  script.rows = [row('r1', '-1.00', '2026-01-02' as never, { account: 'old' })];
  const bank: Bankweave<readonly [PlainAdapter]> = createBankweave({ adapters: [adapter], store });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
  const added: string[] = [];
  bank.on('suggestion.added', ({ suggestionId }) => void added.push(suggestionId));
  const sync = () => bank.sync(id);
  await sync();
  const [former] = await all(ada.accounts.list());
  const suggestions = () => all(ada.suggestions.list());
  return { bank, ada, id, script, sync, added, former, suggestions };
}

describe.each(STORES)('suggested accounts on $name', ({ open }) => {
  test('row 33: a reissued card is suggested as the next form of the old one, and nothing is joined', async () => {
    const { ada, id, script, sync, added, former, suggestions } = await linked(open());
    expect(await suggestions()).toEqual([]);
    const reissued = account('new', '10.00', { name: 'Gold  card', mask: '2222' });
    script.accounts = [reissued, account('s', '5.00', { name: 'Saver', mask: '9', subtype: 'savings' })];
    script.rows = [];
    await sync();
    const fresh = (await all(ada.accounts.list())).find(
      ({ providerAccountId }) => providerAccountId === 'new',
    );
    const [suggestion, ...others] = await suggestions();
    expect(others).toEqual([]);
    expect(suggestion).toEqual({
      type: 'account',
      id: expect.any(String),
      connectionId: id,
      accountId: fresh?.id,
      formerId: former?.id,
      evidence: { name: true, mask: false, type: true, currency: true },
    });
    expect(added).toEqual([suggestion?.id]);
    expect(await all(ada.transactions.list({ accountId: former?.id ?? '' }))).toHaveLength(1);
    await sync();
    expect(await suggestions()).toEqual([suggestion]);
    expect(added).toHaveLength(1);
    expect(await codeOf(() => ada.suggestions.accept(suggestion?.id ?? ''))).toBe('conflict');
    expect(await suggestions()).toEqual([suggestion]);
  });

  test('row 33: dismissed, two accounts stay apart for good', async () => {
    const { bank, script, sync, added, ada, suggestions } = await linked(open());
    script.accounts = [account('new', '10.00', { name: 'Gold Card', mask: '2222' })];
    script.rows = [];
    await sync();
    const [suggestion] = await suggestions();
    expect(await codeOf(() => bank.user('eve').suggestions.dismiss(suggestion?.id ?? ''))).toBe('not_found');
    await ada.suggestions.dismiss(suggestion?.id ?? '');
    await sync();
    script.accounts = [];
    await sync();
    script.accounts = [account('new', '10.00', { name: 'Gold Card', mask: '2222' })];
    await sync();
    expect(await suggestions()).toEqual([]);
    expect(added).toHaveLength(1);
  });

  test('row 24: of two accounts that look alike after a repair neither is taken; both are suggested', async () => {
    const { ada, id, script, sync, former, suggestions } = await linked(open());
    const repair = await ada.links.repair(id);
    const looks = { name: 'Gold Card', mask: '1111' };
    script.accounts = [account('n1', '10.00', looks), account('n2', '20.00', looks)];
    script.rows = [];
    await ada.links.complete('plain', repair.id, { code: 'x' });
    await sync();
    const found = await suggestions();
    const accounts = await all(ada.accounts.list());
    expect(accounts).toHaveLength(3);
    expect(found.map((one) => (one.type === 'account' ? one.accountId : '')).sort()).toEqual(
      accounts.flatMap((one) => (one.id === former?.id ? [] : one.id)).sort(),
    );
    for (const one of found)
      expect(one).toMatchObject({ formerId: former?.id, evidence: { name: true, mask: true } });
    // Where only one is left, the other suggestion stays.
    script.accounts = script.accounts.slice(1);
    await sync();
    expect(await suggestions()).toHaveLength(1);
  });
});

test.each([
  ['the former account is listed again', () => [card('old', '1111'), card('new', '2222')]],
  ['the new account is gone', () => []],
  ['the new account says something else', () => [{ ...card('new', '2222'), name: 'Holiday' }]],
])('row 33: a suggestion is gone once %s', async (_, accounts) => {
  const { script, sync, suggestions } = await linked();
  script.rows = [];
  script.accounts = [card('new', '2222')];
  await sync();
  expect(await suggestions()).toHaveLength(1);
  script.accounts = accounts();
  await sync();
  expect(await suggestions()).toEqual([]);
});

test.each([
  ['another currency', { ...card('new', '2222'), currency: 'EUR' }],
  ['only the type alike', { ...card('new', '2222'), name: 'Holiday' }],
])('row 33: %s is no reason to ask', async (_, fresh) => {
  const { script, sync, suggestions } = await linked();
  script.rows = [];
  script.accounts = [fresh];
  await sync();
  expect(await suggestions()).toEqual([]);
});

test("row 33: the provider's lasting ids say that two accounts are two; a new number does not", async () => {
  const { script, sync, suggestions } = await linked();
  script.rows = [];
  script.accounts = [
    { ...card('old', '1111'), persistentId: 'p1' },
    { ...card('b', '3'), name: 'B', numberHash: 'h1' },
  ];
  await sync();
  script.accounts = [
    { ...card('new', '2222'), persistentId: 'p2' },
    { ...card('c', '4'), name: 'B', numberHash: 'h2' },
  ];
  await sync();
  expect(await suggestions()).toMatchObject([{ evidence: { name: true, mask: false } }]);
});

function card(id: string, mask: string) {
  return account(id, '10.00', { name: 'Gold Card', mask });
}
