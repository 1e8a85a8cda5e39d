import { memoryStore } from 'bankweave/store';
import { STORE_LAWS, storeConformance } from 'bankweave/testing';
import { expect, test } from 'vitest';
import { brokenLaws } from './hostile/run-kit.ts';
import { storesWithAMethod } from './hostile/store-methods.ts';
import { hostileStores } from './hostile/stores.ts';

const subjects = [
  ...hostileStores.map(({ fault, breaks, create }) => [fault, breaks, create] as const),
  ...storesWithAMethod,
];

test('every law of a store has an id of its own and a reason', () => {
  expect(new Set(STORE_LAWS.map(({ id }) => id)).size).toBe(STORE_LAWS.length);
  for (const { id, reason } of STORE_LAWS) {
    expect(id).toMatch(/^[A-Z]+-\d\d$/);
    expect(reason.length).toBeGreaterThan(10);
  }
});

test('a broken law of a store says what was called last, and what came of it', async () => {
  const leaves = hostileStores.find(({ breaks }) => breaks.includes('ERASE-02'));
  const failed = await brokenLaws((run) =>
    storeConformance({ test: run, create: leaves?.create ?? memoryStore }),
  );
  expect(failed['ERASE-02']).toContain(
    'records go with the connection whose id their key begins with: expected',
  );
  expect(failed['ERASE-02']).toMatch(
    /The last calls were\n(.*\n)*  records\.list\({ userId: 'ada' }, 'secret', .* gave \[/,
  );
}, 60_000);

test.each(subjects)(
  'the kit finds a store where %s',
  async (_fault, breaks, create) => {
    const failed = await brokenLaws((run) => storeConformance({ test: run, create }));
    expect(Object.keys(failed).sort(), JSON.stringify(failed, null, 1)).toEqual([...breaks].sort());
  },
  60_000,
);

test('every family of laws is broken by somebody, and many laws by one that is there for it', () => {
  const familyOf = (id: string): string => id.slice(0, id.indexOf('-'));
  const untried = new Set(STORE_LAWS.map(({ id }) => familyOf(id)));
  for (const [, breaks] of subjects) for (const id of breaks) untried.delete(familyOf(id));
  // Two handles on one store; a store in memory has one.
  expect([...untried]).toEqual(['SHARE']);
  expect(new Set(subjects.map(([, [first]]) => first)).size).toBeGreaterThanOrEqual(30);
});
