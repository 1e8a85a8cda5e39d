import { hash } from 'node:crypto';
import type { Upsert } from 'bankweave/adapter-kit';
import { describe, expect, test } from 'vitest';
import { digestOf, factsOf } from '../../src/sync/reconcile/facts.ts';
import { row } from '../support/scripted-adapter.ts';

describe('the facts of a row', () => {
  const more = {
    originalAmount: { value: '-4.00', currency: 'EUR' },
    authorizedDate: '2026-11-08',
    postedDate: '2026-11-09',
    datetime: '2026-11-08T10:00:00.000Z',
    merchant: { name: 'Shop' },
    channel: 'online',
    location: { city: 'Berlin' },
    reference: 'R1',
    checkNumber: '7',
    runningBalance: { value: '90.00', currency: 'USD' },
  } as Partial<Upsert>;

  test('are all that the provider said of it, and nothing else', () => {
    const { account: _, ids: __, ...said } = { ...row('1'), ...more };
    expect(factsOf({ ...row('1'), ...more })).toEqual(said);
    const { account: ___, ids: ____, ...plain } = row('1');
    expect(Object.keys(factsOf(row('1'))).sort()).toEqual(Object.keys(plain).sort());
  });

  test('have a digest that an unstable id takes no part in', () => {
    const id = (stable: boolean) => [{ scheme: 'id', value: '1', stable }];
    expect(digestOf('facts', id(false))).toBe(digestOf('facts', []));
    expect(digestOf('facts', id(true))).toBe(hash('sha256', 'facts\nid=1', 'base64url').slice(0, 22));
  });
});
