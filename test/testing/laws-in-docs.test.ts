import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER_LAWS, type Law, STORE_LAWS } from 'bankweave/testing';
import { expect, test } from 'vitest';
import { root } from '../support/source-files.ts';

/** The laws that the table of a page names: a whole family, one, or from one to another. */
function namedIn(
  page: string,
  laws: readonly Law[],
): { readonly unknown: string[]; readonly missing: string[] } {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  const table = text.slice(text.indexOf('### What the laws cover'));
  const ids = laws.map(({ id }) => id);
  const named = new Set<string>();
  const unknown: string[] = [];
  for (const [, first = '', last = first] of table.matchAll(
    /`([A-Z]+(?:-\d\d)?)`(?: to `([A-Z]+-\d\d)`)?/g,
  )) {
    const found = first.includes('-')
      ? ids.filter((id) => id.split('-')[0] === first.split('-')[0] && id >= first && id <= last)
      : ids.filter((id) => id.startsWith(`${first}-`));
    if (found.length === 0 || (first.includes('-') && !found.includes(last)))
      unknown.push(`${first} ${last}`);
    for (const id of found) named.add(id);
  }
  return { unknown, missing: ids.filter((id) => !named.has(id)) };
}

test.each([
  ['write-an-adapter.md', ADAPTER_LAWS],
  ['write-a-store.md', STORE_LAWS],
] as const)('the table of docs/%s names every law, and none that there is not', (page, laws) => {
  expect(namedIn(page, laws)).toEqual({ unknown: [], missing: [] });
});
