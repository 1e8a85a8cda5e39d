import { STORE_LAWS } from 'bankweave/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installExample, type PackedExample } from './packed.ts';

// The same path for a store: a package of its own, which knows bankweave from the tarball only.

const slow = 120_000;

let example: PackedExample | undefined;
beforeAll(async () => {
  example = await installExample('custom-store');
}, slow);
afterAll(() => example?.remove());

test(
  'keeps the laws of the conformance kit, under node:test',
  async () => {
    const { code, stdout } = (await example?.npm('test')) ?? { code: null, stdout: '' };
    const figure = (name: string): number =>
      Number(new RegExp(`^\\W*${name} (\\d+)$`, 'm').exec(stdout)?.[1]);
    expect({ code, failed: figure('fail') }, stdout).toEqual({ code: 0, failed: 0 });
    expect(figure('tests')).toBe(STORE_LAWS.length);
    // One for what outlives a process, two for what several processes share.
    expect(figure('skipped')).toBe(3);
  },
  slow,
);
