import { ADAPTER_LAWS } from 'bankweave/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installExample, type PackedExample } from './packed.ts';

// The integrator's path: the example is a package of its own, and knows bankweave from the tarball only.

const slow = 120_000;

let example: PackedExample | undefined;
beforeAll(async () => {
  example = await installExample('custom-adapter');
}, slow);
afterAll(() => example?.remove());

test(
  'keeps the laws of the conformance kit, under node:test',
  async () => {
    const { code, stdout } = (await example?.npm('test')) ?? { code: null, stdout: '' };
    const figure = (name: string): number =>
      Number(new RegExp(`^\\W*${name} (\\d+)$`, 'm').exec(stdout)?.[1]);
    expect({ code, failed: figure('fail') }, stdout).toEqual({ code: 0, failed: 0 });
    expect(figure('tests')).toBe(ADAPTER_LAWS.length);
    for (const { id } of ADAPTER_LAWS) expect(stdout).toContain(id);
    expect(figure('pass')).toBeGreaterThanOrEqual(60);
  },
  slow,
);

test(
  'runs',
  async () => {
    const { code, stdout, stderr } = (await example?.npm('start')) ?? { code: null, stdout: '', stderr: '' };
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Second sync: complete');
    expect(stdout).toContain('because: gone_pending_match');
  },
  slow,
);
