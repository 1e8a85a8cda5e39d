import { EVERY_USER } from '../../store/scope.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import { accountRow, alias, connectionRow, decision, fullRow, run } from './samples.ts';
import { set } from './bench.ts';

const texts: Record<string, string> = {
  emoji: '\u{1f469}\u200d\u{1f680} caf\u00e9',
  'NUL at the start': '\0start',
  'NUL inside': 'a\0b',
  'a lone high surrogate': 'x\ud83d',
  'a lone low surrogate': '\ude00x',
  'surrogates in the wrong order': '\ude00\ud83d',
  NFC: '\u00e9',
  NFD: 'e\u0301',
  'a noncharacter': '\ufdd0\uffff\u{10ffff}',
  'what a noncharacter is spelled as': '\ufdd00000',
  '64 KB': 'ß'.repeat(65_536),
  __proto__: '__proto__',
  constructor: 'constructor',
  SQL: `'; DROP TABLE transactions; --`,
  'empty text': '',
  'blanks and line ends': ' \r\n\t ',
};

export const textLaws: readonly StoreLaw[] = [
  ...Object.entries(texts).map(([what, text], at) =>
    law(
      `TEXT-${String(at + 2).padStart(2, '0')}`,
      `text with ${what} comes back exactly, wherever it stands`,
      async ({ open }) => {
        const bench = await open();
        const { ledger, records } = bench;
        const who = { userId: text };
        // Ids with a space are nobody's; everything else may be anything.
        const id = `id${text}`;
        const connection = connectionRow(id, text);
        const named = {
          ...connection,
          connection: { ...connection.connection, institution: { id, name: text } },
        };
        expect(await ledger.addConnection({ ...named, providerConnectionId: text })).toBe(true);
        const sample = fullRow(id);
        const row = {
          ...sample,
          userId: text,
          connectionId: id,
          accountId: text,
          provider: text,
          digest: text,
          providerIds: [{ scheme: text, value: text, stable: true }],
          facts: {
            ...sample.facts,
            amount: { value: '1.00', currency: text },
            description: text,
            originalDescription: text,
            merchant: { name: text, id: text },
            counterparties: [{ name: text, type: text }],
            category: { primary: 'other' as const, detailed: text, provider: text },
            reference: text,
          },
        };
        const account = accountRow(id, id, text);
        const whole = {
          ...account,
          persistentId: text,
          account: { ...account.account, name: text, mask: text },
        };
        const log = { ...run(id, '2026-01-01T00:00:00.000Z', text, id), anomalies: [] };
        const why = { ...decision(id, id), userId: text, connectionId: id, evidence: { [text]: text } };
        const checkpoint = { scope: text, checkpoint: text, state: { text } };
        const record = { namespace: text, key: text, userId: text, value: { [text || 'k']: text } };
        await bench.publishSets(
          [
            set({
              rows: [{ type: 'insert', row, origin: 'live' }],
              aliases: [{ ...alias(text, id), accountId: text }],
              decisions: [why],
              records: [record],
            }),
          ],
          { accounts: [whole], checkpoints: [checkpoint], run: log },
          id,
        );
        expect(await ledger.connection(who, id)).toMatchObject({
          connection: named.connection,
          providerConnectionId: text,
        });
        expect((await ledger.known(id, [id]))[0]?.row).toEqual(row);
        expect(await ledger.heads(id, [id])).toMatchObject([{ id, accountId: text, digest: text }]);
        const { facts, digest: _digest, userId: _userId, ...ids } = row;
        expect(await ledger.transaction(who, id)).toMatchObject({ ...facts, ...ids });
        expect(await ledger.aliases(id, [text])).toMatchObject([
          { key: text, accountId: text, transactionId: id },
        ]);
        expect(await ledger.decisions(who, id)).toEqual([why]);
        expect(await ledger.decision(who, id)).toEqual(why);
        expect(await ledger.account(who, id)).toEqual(whole);
        expect(await ledger.checkpoints(id)).toEqual([checkpoint]);
        expect(await ledger.run(who, id)).toEqual(log);
        expect(await records.get(who, text, text)).toMatchObject(record);
        expect(await records.list(who, text, { prefix: text, limit: 9 })).toMatchObject([record]);

        const notes = { notes: text, categoryOverride: text };
        expect(await ledger.annotate(who, id, notes)).toMatchObject(notes);
        await bench.publish(
          [
            {
              type: 'update',
              row: { ...row, digest: 'new', facts: { ...facts, kind: 'fee' } },
              origin: 'live',
            },
          ],
          {},
          id,
        );
        const changes = await ledger.changes(who, 0, 99);
        expect(changes.map(({ userId, connectionId }) => [userId, connectionId])).toEqual(
          changes.map(() => [text, id]),
        );
        expect(changes.find(({ type }) => type === 'transaction.added')).toMatchObject({
          transaction: { ...facts, ...ids },
        });
        expect(changes.at(-1)).toMatchObject({ transaction: { ...notes, kind: 'fee' } });
        if (text) {
          const filter = { statuses: ['posted'], text, accountId: text, connectionId: id } as const;
          expect(await ledger.transactions(who, filter, 'newest', { limit: 9 })).toHaveLength(1);
        }
      },
    ),
  ),

  law('TEXT-01', 'ids that look alike are different ids', async ({ open }) => {
    const bench = await open();
    const ids = [
      'a',
      'A',
      'a ',
      'a\0',
      '\u00e9',
      'e\u0301',
      '\ud800',
      '\ud801',
      '\ufffd',
      '__proto__',
      '0',
      '00',
    ];
    await bench.publish(ids.map((id) => ({ type: 'insert', row: fullRow(id), origin: 'live' })));
    expect((await bench.ledger.heads('c1', ids)).map(({ id }) => id).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(await bench.ledger.transaction(EVERY_USER, id)).toMatchObject({ id });
    await bench.records.write(ids.map((key) => ({ namespace: 'n', key, userId: 'ada', value: key })));
    for (const key of ids)
      expect(await bench.records.get(EVERY_USER, 'n', key)).toMatchObject({ value: key });
  }),
];
