import { ADAPTER_LAWS } from 'bankweave/testing';
import { describe, expect, test } from 'vitest';
import { hostileAnswers } from './hostile/adapters/answers.ts';
import { hostileFaults } from './hostile/adapters/faults.ts';
import { hostileFeeds } from './hostile/adapters/feeds.ts';
import { hostileLinks } from './hostile/adapters/links.ts';
import { hostileNotices } from './hostile/adapters/notices.ts';
import { hostileRows } from './hostile/adapters/rows.ts';
import { overFaker, overHttp } from './hostile/bases.ts';
import { brokenLaws } from './hostile/run-kit.ts';

const families = { hostileLinks, hostileFeeds, hostileRows, hostileFaults, hostileAnswers, hostileNotices };
const subjects = Object.values(families).flat();

test('every law of an adapter has an id of its own and a reason', () => {
  expect(new Set(ADAPTER_LAWS.map(({ id }) => id)).size).toBe(ADAPTER_LAWS.length);
  for (const { id, reason } of ADAPTER_LAWS) {
    expect(id).toMatch(/^[A-Z]+-\d\d$/);
    expect(reason.length).toBeGreaterThan(10);
  }
});

test.each([
  ['a feed with a cursor', overFaker],
  ['lists over HTTP', overHttp],
] as const)(
  'the kit finds nothing in the adapter that the others are made of: %s',
  async (_name, base) => {
    expect(await brokenLaws((run) => base(run, (adapter) => adapter))).toEqual({});
  },
  60_000,
);

describe.each(Object.entries(families))('%s', (_name, family) => {
  test.each(family)(
    'the kit finds an adapter where %s',
    async (_fault, breaks, base, spoil) => {
      const failed = await brokenLaws((run) => base(run, spoil));
      expect(Object.keys(failed).sort(), JSON.stringify(failed, null, 1)).toEqual([...breaks].sort());
    },
    60_000,
  );
});

test('every family of laws is broken by somebody, and most laws by one that is there for it', () => {
  const familyOf = (id: string): string => id.slice(0, id.indexOf('-'));
  const broken = new Set(subjects.flatMap(([, breaks]) => breaks));
  const untried = new Set(ADAPTER_LAWS.map(({ id }) => familyOf(id)));
  for (const id of broken) untried.delete(familyOf(id));
  expect([...untried]).toEqual([]);
  expect(new Set(subjects.map(([, [first]]) => first)).size).toBeGreaterThanOrEqual(45);
});
