import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { configureGlobal } from 'fast-check';
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest';
import { root } from '../support/source-files.ts';
import { type Line, linesOf } from './log.ts';
import { mutantSwitch } from './switch.ts';

const LOG = process.env['MUTATE_LOG'] ?? '';
const NOW = `${LOG}.now`;
/** A test is left out where asking it about all that still lives would take longer. */
const MOST_MS = Number(process.env['MUTATE_MOST_MS'] ?? 10_000);
/** Beyond what the test takes by itself. */
const PATIENCE_MS = 4_000;

// The first failing case says it all.
configureGlobal({ endOnFailure: true });

type Ending = 'passed' | 'failed' | 'timeout';

let unhandled = 0;
process.on('unhandledRejection', () => (unhandled += 1));

/** Runs each test as it is, and then again for every mutant that it comes by and that still lives. */
export default class MutantRunner extends TestRunner {
  readonly #dead = new Set(
    linesOf(readFileSync(LOG, 'utf8')).flatMap((line) => ('killed' in line ? [line.killed] : [])),
  );
  readonly #asked = new Set(readFileSync(`${LOG}.asked`, 'utf8').split(',').map(Number));

  /** Once a mutant has left something behind, the rest of the file has to be asked in a new process. */
  #isSpoiled = false;

  async runTask(test: RunnerTestCase): Promise<void> {
    if (this.#isSpoiled || [...this.#asked].every((id) => this.#dead.has(id))) return;
    let isFirst = true;
    const own = TestRunner.getTestFn(test);
    const once = async (): Promise<void> => {
      if (!isFirst) await prepared(test);
      isFirst = false;
      await own();
    };
    const run = async (id: number, calls: number, limitMs: number): Promise<Ending> => {
      writeFileSync(NOW, `${id} ${test.name}`);
      unhandled = 0;
      mutantSwitch.turn(id, calls);
      const ending = await ended(once, limitMs);
      await new Promise((resolve) => setImmediate(resolve));
      return ending === 'passed' && unhandled > 0 ? 'failed' : ending;
    };
    const plain = (): Promise<Ending> => run(0, Number.POSITIVE_INFINITY, 60_000);

    if ((await plain()) !== 'passed') return this.#note({ left: test.name, why: 'fails as it is' });
    const started = performance.now();
    if ((await plain()) !== 'passed') return this.#note({ left: test.name, why: 'cannot be repeated' });
    const took = performance.now() - started;
    const { calls, seen } = mutantSwitch;
    this.#note({ seen: [...seen] });
    const alive = [...seen].filter((id) => this.#asked.has(id) && !this.#dead.has(id));
    const file = relative(root, test.file.filepath);
    if (took * alive.length > MOST_MS)
      return this.#note({ left: test.name, why: `${alive.length} x ${Math.round(took)} ms` });
    for (const id of alive) {
      const ending = await run(id, calls * 20 + 100_000, took * 10 + PATIENCE_MS);
      if (ending === 'passed') continue;
      this.#dead.add(id);
      this.#note({ killed: id, ending, by: `${file}: ${test.name}` });
      this.#isSpoiled = (await plain()) !== 'passed';
      if (this.#isSpoiled) break;
    }
    mutantSwitch.turn(0);
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    if (!this.#isSpoiled) for (const { filepath } of files) this.#note({ done: relative(root, filepath) });
    super.onAfterRunFiles(files);
  }

  #note(line: Line): void {
    appendFileSync(LOG, `${JSON.stringify(line)}\n`);
  }
}

/** What the hooks around a test do before it. */
async function prepared(test: RunnerTestCase): Promise<void> {
  const around = [];
  for (let suite = test.suite; suite; suite = suite.suite) around.unshift(suite);
  for (const suite of [test.file, ...around])
    for (const hook of TestRunner.getSuiteHooks(suite).beforeEach) await hook(test.context, suite);
}

async function ended(run: () => unknown, limitMs: number): Promise<Ending> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ending>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'timeout');
  });
  const own = Promise.resolve()
    .then(run)
    .then(
      (): Ending => 'passed',
      (): Ending => 'failed',
    );
  const ending = await Promise.race([own, late]);
  clearTimeout(timer);
  return ending;
}
