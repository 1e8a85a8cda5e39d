import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cases } from './cases/all.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

interface Report {
  readonly results: readonly {
    readonly name: string;
    readonly ratio: number;
    readonly sameWork: boolean;
    readonly about: string;
  }[];
}

/** Runs the benchmark once with its small sizes, as `npm run bench` does. */
async function quick(): Promise<Report> {
  const flags = ['--conditions=@bankweave/source', '--expose-gc', main, '--quick', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as Report;
}

test('every case of the benchmark runs to its end, and both sides do the same work', async () => {
  const { results } = await quick();
  expect(results.filter(({ sameWork }) => !sameWork)).toEqual([]);
  for (const { name, ratio } of results) expect(ratio, name).toSatisfy(Number.isFinite);
  const reported = new Set(results.map(({ name }) => name));
  expect(cases.filter(({ names }) => !names.some((name) => reported.has(name)))).toEqual([]);
}, 180_000);
