import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/source-files.ts';
import { BATTERIES } from './batteries.ts';
import { page, type Results } from './page.ts';

test('the page of evidence says what was measured, and nothing else', () => {
  const results = JSON.parse(readFileSync(join(root, 'test/evidence/results.json'), 'utf8')) as Results;
  expect(readFileSync(join(root, 'docs/evidence.md'), 'utf8')).toBe(page(results));
  for (const id of Object.keys(results)) expect(BATTERIES.map((battery) => battery.id)).toContain(id);
});
