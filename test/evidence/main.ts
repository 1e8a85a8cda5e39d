import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/source-files.ts';
import { BATTERIES } from './batteries.ts';
import { page, type Result, type Results } from './page.ts';

// Runs batteries and writes docs/evidence.md; results of batteries that were not run now stay.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false } },
});
const kept = join(root, 'test/evidence/results.json');
const before = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Results) : {};
const results: Record<string, Result> = { ...before };
const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: root,
  encoding: 'utf8',
}).stdout.trim();
for (const { id, size, full, command, ran, told } of BATTERIES) {
  if (positionals.length > 0 && !positionals.includes(id)) continue;
  const asked = values.full ? (full ?? size) : size;
  const { args, env } = command(asked);
  const started = performance.now();
  const { status, stdout } = spawnSync('npm', args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  const count = ran && Number(ran.exec(stdout)?.[1] ?? 0);
  const more = told?.exec(stdout)?.[1];
  results[id] = {
    size: count || asked,
    failed: status !== 0,
    seconds: (performance.now() - started) / 1_000,
    day: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    commit,
    ...(more !== undefined && { told: more }),
  };
  console.log(id, status === 0 ? 'passed' : 'FAILED', results[id]);
  if (status !== 0)
    console.log(
      stdout
        .split('\n')
        .filter((line) => !line.includes('↓'))
        .join('\n')
        .slice(-4_000),
    );
  writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(root, 'docs/evidence.md'), page(results));
}
process.exitCode = Object.values(results).some(({ failed }) => failed) ? 1 : 0;
