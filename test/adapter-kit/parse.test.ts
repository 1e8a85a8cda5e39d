import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  MAX_RECORDS,
  readBody,
  readDate,
  readEach,
  readId,
  readInstant,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
  readWire,
  RecordError,
  requireId,
} from '../../src/adapter-kit/parse.ts';
import type { Upsert } from '../../src/adapter-kit/rows.ts';
import { ProviderResponseError } from '../../src/errors/provider.ts';
import { UpdateRestartedError } from '../../src/errors/position.ts';

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('fields', () => {
  test('money', () => {
    expect(readMoney(12.5, 'USD')).toEqual({ value: '12.50', currency: 'USD' });
    expect(readMoney(' 12.5 ', 'usd')).toEqual({ value: '12.50', currency: 'USD' });
    expect(readMoney('1', null).currency).toBe('XXX');
    expect(readMoney('1', undefined).currency).toBe('XXX');
    expect(readOptionalMoney(null, 'USD')).toBeUndefined();
    expect(readOptionalMoney(undefined, 'USD')).toBeUndefined();
    expect(readOptionalMoney(0, 'USD')?.value).toBe('0.00');
    const bad = [
      null,
      undefined,
      '',
      'canary',
      '1,234.56',
      '1e21',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      '9'.repeat(257),
      [1],
      { valueOf: () => 1 },
      true,
      1n,
    ];
    for (const value of bad) {
      const error = thrown(() => readMoney(value, 'USD', 'balances.current'));
      expect(error).toBeInstanceOf(RecordError);
      expect(error).toMatchObject({
        code: 'provider_response',
        field: 'balances.current',
        expected: expect.any(String),
      });
      expect(inspect(error, { showHidden: true, depth: Infinity })).not.toMatch(/canary/);
    }
    for (const currency of [7, {}, 'NO SUCH', 'x'.repeat(99)])
      expect(thrown(() => readMoney(1, currency))).toBeInstanceOf(RecordError);
    expect(thrown(() => readOptionalMoney('abc', 'USD'))).toBeInstanceOf(RecordError);
  });

  test('dates are the first ten characters, whatever the zone says', () => {
    expect(readDate('2026-11-20')).toBe('2026-11-20');
    expect(readDate('2026-11-20T23:59:59-11:00')).toBe('2026-11-20');
    expect(readDate('2026-11-20 00:00:00')).toBe('2026-11-20');
    const bad = [
      '0000-00-00',
      '2026-04-31',
      '2026-02-29',
      '1970-01-01',
      '1970-01-01T00:00:00Z',
      '0001-01-01',
      '1899-12-31',
      '2100-01-01',
      '9999-12-31',
      '2026-11-200',
      '20/11/2026',
      '2026-11',
      '',
      null,
      undefined,
      0,
      1_700_000_000,
      {},
    ];
    for (const value of bad) {
      expect(thrown(() => readDate(value, 'posted_at'))).toMatchObject({
        code: 'provider_response',
        field: 'posted_at',
      });
      expect(readOptionalDate(value)).toBeUndefined();
    }
  });

  test('instants', () => {
    expect(readInstant('2026-11-20T10:30:00+01:00')).toBe('2026-11-20T09:30:00.000Z');
    for (const value of [null, '', '2026-11-20T10:30:00', '1970-01-01T00:00:00Z', 0, {}])
      expect(readInstant(value)).toBeUndefined();
  });

  test('text', () => {
    expect(readText('  Corner Shop \n')).toBe('Corner Shop');
    expect(readText(1042)).toBe('1042');
    expect(readText('a\0b\ud800c')).toBe('a\ufffdb\ufffdc');
    expect(readText('x'.repeat(1e7))).toHaveLength(65_536);
    expect(readText(`${'x'.repeat(65_535)}💸`)?.isWellFormed()).toBe(true);
    expect(readText('<b>=HYPERLINK(</b>\u202e')).toBe('<b>=HYPERLINK(</b>\u202e');
    for (const value of [null, undefined, '', ' \t\u00a0', {}, [], true, Number.NaN])
      expect(readText(value)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const text = readText(given);
        if (text !== undefined)
          expect(text.isWellFormed() && !text.includes('\0') && text.trim() === text).toBe(true);
      }),
    );
  });

  test('ids stay exactly as they are, or are none', () => {
    for (const id of ['abc', '0', 'ABC', 'é', 'e\u0301', ' padded ', '__proto__', 'NULL'])
      expect(readId(id)).toBe(id);
    expect(readId(0)).toBe('0');
    for (const none of [
      null,
      undefined,
      '',
      ' ',
      '\t',
      'NOTPROVIDED',
      'NotProvided',
      ' notprovided ',
      {},
      [],
      true,
    ]) {
      expect(readId(none)).toBeUndefined();
      expect(thrown(() => requireId(none, 'transaction_id'))).toMatchObject({
        field: 'transaction_id',
        expected: 'an id',
      });
    }
    for (const bad of ['x'.repeat(513), 'a\0', 'a\ud800', 1.5, 2 ** 53])
      expect(thrown(() => readId(bad))).toBeInstanceOf(RecordError);
  });
});

describe('records', () => {
  interface Row {
    id: string;
    amount: unknown;
    account?: string;
  }
  const read = (row: Row) => ({ id: requireId(row.id), amount: readMoney(row.amount, 'USD') });

  test('one bad record of five does not take the others along', () => {
    const rows = [
      { id: 'a', amount: 1 },
      { id: 'b', amount: 'canary' },
      null as unknown as Row,
      { id: '', amount: 1 },
      { id: 'e', amount: '5' },
    ];
    const { upserts, rejected } = readEach(rows, read, {
      account: (row) => row.account ?? 'acc',
      id: ({ id }) => (id ? { scheme: 'transaction_id', value: id } : undefined),
      date: () => '2026-11-20',
    });
    expect(upserts.map(({ id }) => id)).toEqual(['a', 'e']);
    const date = '2026-11-20';
    expect(rejected).toEqual([
      {
        account: 'acc',
        id: { scheme: 'transaction_id', value: 'b' },
        date,
        path: 'amount',
        reason: expect.any(String),
        raw: rows[1],
      },
      { date, path: '', reason: 'a record that the adapter can read', raw: null },
      { account: 'acc', date, path: 'id', reason: 'an id', raw: rows[3] },
    ]);
    expect(JSON.stringify(rejected.map(({ path, reason }) => [path, reason]))).not.toMatch(/canary/);
    expect(upserts.length + rejected.length).toBe(rows.length);
  });

  test('what is not about the record goes through', () => {
    const restart = new UpdateRestartedError('again');
    expect(
      thrown(() =>
        readEach([1], () => {
          throw restart;
        }),
      ),
    ).toBe(restart);
  });

  test('a page is a list of a bounded size', () => {
    for (const bad of [null, undefined, {} as [], 'abc' as unknown as []])
      expect(thrown(() => readEach(bad, read))).toBeInstanceOf(ProviderResponseError);
    expect(readEach(Array(MAX_RECORDS).fill(0), () => undefined)).toEqual({ upserts: [], rejected: [] });
    expect(thrown(() => readEach(Array(MAX_RECORDS + 1).fill(0), () => undefined))).toMatchObject({
      code: 'provider_response',
      expected: 'at most 50000 records in one page',
    });
  });

  test('hostile records of any shape end as a row or in quarantine, never in a crash', () => {
    const keys = fc.constantFrom('id', 'amount', '__proto__', 'constructor', 'toString', 'account');
    const hostile = fc.oneof(
      fc.anything(),
      fc.dictionary(keys, fc.anything()),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    fc.assert(
      fc.property(fc.array(hostile), (records) => {
        const { upserts, rejected } = readEach(records as Row[], read);
        expect(upserts.length + rejected.length).toBe(records.length);
      }),
      { numRuns: 2_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('types: a batch takes what comes out', () => {
    expectTypeOf(readEach([1], () => undefined as Upsert | undefined).upserts).toEqualTypeOf<
      readonly Upsert[]
    >();
  });
});

describe('wire', () => {
  const Page = z.object({
    rows: z.array(z.object({ id: z.string(), kind: z.enum(['a', 'b']) })),
    more: z.record(z.string(), z.number()),
  });
  const good = { rows: [{ id: 'x', kind: 'a', unknown: 1 }], more: {}, extra: true };

  test('a zod schema reads the body and drops what it does not know', () => {
    expect(readWire(Page, good)).toEqual({ rows: [{ id: 'x', kind: 'a' }], more: {} });
    expectTypeOf(readWire(Page, good)).toEqualTypeOf<z.infer<typeof Page>>();
  });

  test.each([
    [undefined, 'body', 'object'],
    [null, 'body', 'object'],
    [{ ...good, rows: null }, 'rows', 'array'],
    [{ ...good, rows: [...good.rows, { id: 4_111_111_111, kind: 'a' }] }, 'rows[1].id', 'string'],
    [{ ...good, rows: [{ id: 'x', kind: 'canary' }] }, 'rows[0].kind', 'invalid_value'],
    [{ ...good, more: { 'DE89370400440532013000 canary': 'x' } }, 'more.?', 'number'],
    [{ ...good, more: { DE: 'canary' } }, 'more.DE', 'number'],
  ])('%# says where and what, never the value', (body, field, expected) => {
    const error = thrown(() => readWire(Page, body));
    expect(error).toMatchObject({ code: 'provider_response', field, expected });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/canary|DE89|4111111111/);
  });

  test('a body is read only from a success', () => {
    expect(readBody({ status: 200, headers: {}, body: good }, Page).more).toEqual({});
    expect(thrown(() => readBody({ status: 404, headers: {}, body: good }, Page))).toMatchObject({
      code: 'provider_response',
      status: 404,
    });
    expect(thrown(() => readWire(z.string(), 1, 'id'))).toMatchObject({ field: 'id' });
  });
});
