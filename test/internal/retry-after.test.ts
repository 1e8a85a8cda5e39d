import { expect, test } from 'vitest';
import { nearest } from '../../src/internal/nearest.ts';
import { parseRetryAfter } from '../../src/internal/retry-after.ts';

const now = Date.UTC(2026, 10, 20, 9, 30);

const cases: [header: string | undefined, expected: number | undefined][] = [
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['86400', 86_400_000],
  ['86401', 86_400_000],
  ['9'.repeat(400), 86_400_000],
  ['Fri, 20 Nov 2026 09:31:00 GMT', 60_000],
  ['Fri, 20 Nov 2026 09:29:00 GMT', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
  ['Fri, 20 Nov 2099 09:31:00 GMT', 86_400_000],
  ...[
    '-5',
    '0.5',
    '1e3',
    '+5',
    '٣',
    '',
    'soon',
    '5 s',
    '1, 2',
    '0x10',
    'Fri, 20 Foo 2026 09:31:00 GMT',
    '20 Nov 2026',
    'Friday, 20-Nov-26 09:31:00 GMT',
    '2026-11-20',
  ].map((text): [string, undefined] => [text, undefined]),
  [undefined, undefined],
];

test.each(cases)('Retry-After %s is %s', (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});

test('the nearest name, when one is near', () => {
  const known = ['clientId', 'secret', 'environment', 'baseUrl'];
  expect(
    ['clientID', 'client_id', 'cleintId', 'enviroment', 'base_url', 'Secret'].map((word) =>
      nearest(word, known),
    ),
  ).toEqual(['clientId', 'clientId', 'clientId', 'environment', 'baseUrl', 'secret']);
  expect(['webhook', '', 'x'.repeat(1e6)].map((word) => nearest(word, known))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
