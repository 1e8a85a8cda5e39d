import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { goldenRows } from '../../record/golden-rows.ts';
import { inZone, ZONES } from '../../record/in-zone.ts';
import { mxRecording } from '../../record/mx.ts';
import type { Fixture } from '../../record/recording.ts';
import { fixturePath, replay } from '../../record/replay.ts';
import { guardNetwork } from '../../support/nock.ts';

guardNetwork();

describe.each(ZONES)('in %s', (zone) => {
  test.each(Object.keys(mxRecording.stories))(
    '%s: the recorded answers give what they gave',
    async (story) => {
      inZone(zone);
      const { result, recorded } = await replay(mxRecording, story);
      expect(result).toEqual(recorded);
    },
  );
});

test('signs: money out is negative in every account', async () => {
  const { result } = await replay(mxRecording, 'signs');
  expect(goldenRows(result)).toEqual([
    'Classic Credit Card | GOLDEN BOOKSHOP REFUND | 19.99 USD | refund',
    'Classic Credit Card | GOLDEN BOOKSHOP | -19.99 USD | purchase',
    'Classic Credit Card | GOLDEN CARD INTEREST | -3.21 USD | interest',
    'Classic Credit Card | GOLDEN PAYMENT RECEIVED | 60.00 USD | payment',
    'Everyday Checking | GOLDEN ACCOUNT FEE | -4.00 USD | fee',
    'Everyday Checking | GOLDEN CARD PAYMENT | -60.00 USD | payment',
    'Everyday Checking | GOLDEN GROCER REFUND | 2.10 USD | refund',
    'Everyday Checking | GOLDEN GROCER | -12.34 USD | purchase',
    'Everyday Checking | GOLDEN SALARY | 2500.00 USD | income',
    'Everyday Checking | GOLDEN TRANSFER OUT | -75.00 USD | transfer',
    'Rainy Day Savings | GOLDEN INTEREST | 1.07 USD | interest',
    'Rainy Day Savings | GOLDEN TRANSFER IN | 75.00 USD | transfer',
  ]);
});

test('signs: what MX said for them, every amount positive and its type for the direction', () => {
  const { exchanges } = JSON.parse(readFileSync(fixturePath('mx', 'signs'), 'utf8')) as Fixture;
  const said = exchanges
    .filter(({ path }) => /\/transactions\?/.test(path))
    .flatMap(
      ({ body }) =>
        (body as { transactions: { original_description: string; amount: number; type: string }[] })
          .transactions,
    )
    .map(({ original_description: text, amount, type }) => `${text.toUpperCase()} ${type} ${amount}`)
    .filter((line) => line.startsWith('GOLDEN'));
  expect(said.sort()).toEqual([
    'GOLDEN ACCOUNT FEE DEBIT 4',
    'GOLDEN BOOKSHOP DEBIT 19.99',
    'GOLDEN BOOKSHOP REFUND CREDIT 19.99',
    'GOLDEN CARD INTEREST DEBIT 3.21',
    'GOLDEN CARD PAYMENT DEBIT 60',
    'GOLDEN GROCER DEBIT 12.34',
    'GOLDEN GROCER REFUND CREDIT 2.1',
    'GOLDEN INTEREST CREDIT 1.07',
    'GOLDEN PAYMENT RECEIVED CREDIT 60',
    'GOLDEN SALARY CREDIT 2500',
    'GOLDEN TRANSFER IN CREDIT 75',
    'GOLDEN TRANSFER OUT DEBIT 75',
  ]);
});
