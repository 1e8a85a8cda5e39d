import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/source-files.ts';
import type { Mutant } from './instrument.ts';
import { KEPT } from './kept.ts';
import { linesOf } from './log.ts';
import { FOLDERS, plan } from './plan.ts';
import { TESTS } from './tests.ts';

// Spoils the sources in every small way, one at a time, and asks whether a test notices. By folder: `npm run mutate -- src/vault`.
const HANGS_MS = 120_000;
const LEAST = 85;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { log: { type: 'string' }, tests: { type: 'string', multiple: true } },
});
const log = values.log ?? join(mkdtempSync(join(tmpdir(), 'bankweave-mutate-')), 'log');
const under = positionals.length > 0 ? positionals : FOLDERS;
const mutants = plan().mutants.filter(({ file }) => under.some((folder) => file.startsWith(folder)));
if (!existsSync(log)) writeFileSync(log, '');
// What has a reason to live is not asked about.
const asked = mutants.filter((mutant) => !isKept(mutant));
writeFileSync(`${log}.asked`, asked.map(({ id }) => id).join());
const tests = values.tests ?? TESTS;

for (;;) {
  const lines = linesOf(readFileSync(log, 'utf8'));
  const done = new Set(lines.flatMap((line) => ('done' in line ? [line.done] : [])));
  const dead = new Set(lines.flatMap((line) => ('killed' in line ? [line.killed] : [])));
  const left = tests.filter((file) => !done.has(file));
  if (left.length === 0 || asked.every(({ id }) => dead.has(id))) break;
  const before = size();
  const hungAt = await run(left);
  if (hungAt) note({ killed: hungAt, ending: 'timeout', by: 'nothing answers any more' });
  // What can never be asked would be asked for ever.
  else if (size() === before && left[0]) note({ done: left[0] });
}
process.exitCode = told() ? 0 : 1;

/** How much has come to its end: files, and mutants. */
function size(): number {
  return linesOf(readFileSync(log, 'utf8')).filter((line) => 'done' in line || 'killed' in line).length;
}

function note(line: object): void {
  appendFileSync(log, `${JSON.stringify(line)}\n`);
}

/** Runs the tests; the mutant that made them hang, if one did. */
async function run(files: readonly string[]): Promise<number | undefined> {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutate/vitest.config.ts'];
  const env = { ...process.env, MUTATE_LOG: log, MUTATE_TESTS: files.join() };
  const child = spawn(process.execPath, vitest, { cwd: root, env, detached: true, stdio: 'ignore' });
  const current = `${log}.now`;
  let hungAt: number | undefined;
  const watch = setInterval(() => {
    if (!existsSync(current) || Date.now() - statSync(current).mtimeMs < HANGS_MS) return;
    hungAt = Number.parseInt(readFileSync(current, 'utf8'), 10) || undefined;
    writeFileSync(current, '0');
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, 1_000);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  return hungAt;
}

function isKept({ file, at, now }: Mutant): boolean {
  return KEPT.some((kept) => kept.file === file && kept.at === at && (kept.now ?? now) === now);
}

/** Prints what came of it; whether enough was killed. */
function told(): boolean {
  const lines = linesOf(readFileSync(log, 'utf8'));
  const ending = new Map(
    lines.flatMap((line) => ('killed' in line ? [[line.killed, line.ending] as const] : [])),
  );
  const seen = new Set(lines.flatMap((line) => ('seen' in line ? line.seen : [])));
  const alive = mutants.filter(({ id }) => !ending.has(id));
  for (const mutant of alive) {
    if (isKept(mutant)) continue;
    const { id, file, line, was, now } = mutant;
    console.log(
      `${file}:${line} #${id}${seen.has(id) ? '' : ' (not run)'}: ${was}  ->  ${now || '(nothing)'}`,
    );
  }
  const score = (of: readonly Mutant[]): string => {
    const killed = of.filter(({ id }) => ending.has(id)).length;
    const late = of.filter(({ id }) => ending.get(id) === 'timeout').length;
    const kept = of.filter((mutant) => !ending.has(mutant.id) && isKept(mutant)).length;
    const percent = ((100 * killed) / of.length).toFixed(1);
    return `${of.length} mutants, ${killed} killed (${late} by a time-out), ${of.length - killed} survived (${kept} with a reason): ${percent} %`;
  };
  const folders = Map.groupBy(mutants, ({ file }) => file.slice(0, file.lastIndexOf('/')));
  for (const [folder, of] of folders) console.log(`${folder}: ${score(of)}`);
  console.log(`all: ${score(mutants)}`);
  return 100 * (mutants.length - alive.length) >= LEAST * mutants.length;
}
