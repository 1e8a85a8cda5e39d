import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdit } from './apply-edit.ts';
import type { Bug } from './bug.ts';
import { copiedTree } from './copied-tree.ts';
import { runNode } from './run-node.ts';
import { type Report, type Verdict, verdictOf } from './verdict.ts';

const LOAD_MS = 60_000;
const BATTERY_MS = 300_000;

/** Plants one bug in a copy of the project and lets its battery look for it. */
export async function plant(
  root: string,
  { edits, battery, env = {} }: Omit<Bug, 'number'>,
): Promise<Verdict> {
  using tree = copiedTree(root);
  const cwd = tree.path;
  for (const edit of edits) applyEdit(cwd, edit);
  // Without CI, tests that need what lies beside the project are left out in place of failing.
  const { CI: _, ...own } = process.env;
  const surroundings = { ...own, ...env };
  for (const { file } of edits) {
    const load = `await import(${JSON.stringify(pathToFileURL(join(cwd, file)).href)})`;
    const args = ['--conditions=@bankweave/source', '--input-type=module', '--eval', load];
    const { code, output } = await runNode(args, { cwd, env: surroundings, limitMs: LOAD_MS });
    if (code !== 0) return { outcome: 'void', by: `${file} cannot be loaded with it: ${output.trim()}` };
  }
  const file = join(cwd, 'report.json');
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--bail=1',
    '--testTimeout=60000',
  ];
  const args = [...vitest, '--reporter=json', `--outputFile=${file}`, ...battery];
  const { code, output } = await runNode(args, { cwd, env: surroundings, limitMs: BATTERY_MS });
  if (code === null) return { outcome: 'void', by: `the battery took more than ${BATTERY_MS / 1_000} s` };
  if (!existsSync(file)) return { outcome: 'void', by: `no report: ${output.trim().slice(-500)}` };
  return verdictOf(JSON.parse(readFileSync(file, 'utf8')) as Report);
}
