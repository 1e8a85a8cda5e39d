import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Case, type Row, rowOf, type Setting } from '../case.ts';
import { compare } from '../rounds.ts';
import { freshProcess } from '../run-child.ts';

const MB = 1_000_000;
const file = fileURLToPath(new URL('../child/first-sync.ts', import.meta.url));

interface Memory {
  readonly idle: number;
  readonly peak: number;
  readonly heap: number;
  readonly work: string;
}

/** Memory of a first sync against the length of the history, a process for each sample. */
export const memory: Case = {
  names: ['P5'],
  run: (setting) => measured(setting, ['P5', 'P5h'], 'bench'),
};

/** The same over Plaid's adapter. */
export const memoryOverPlaid: Case = {
  names: ['PLAID5'],
  run: (setting) => measured(setting, ['PLAID5', 'PLAID5h'], 'plaid'),
};

async function* measured(
  setting: Setting,
  [name, heapName]: readonly [string, string],
  adapter: 'bench' | 'plaid',
): AsyncGenerator<Row> {
  const [few, many] = setting.quick ? [1_000, 3_000] : [100_000, 1_000_000];
  const [long, short]: Memory[][] = [[], []];
  const side = (rows: number, into: Memory[] | undefined) => async () => {
    const path = setting.path();
    const seen = await freshProcess<Memory>(
      { file },
      { flags: ['--expose-gc', '--max-semi-space-size=4'], args: [setting.url, path, String(rows), adapter] },
    );
    rmSync(path);
    into?.push(seen);
    return { cost: seen.peak - seen.idle, work: '' };
  };
  const compared = await compare(1, side(many, long), side(few, short), { warmUp: 0 });
  const [a, b] = [long?.[0], short?.[0]];
  if (!a || !b) return;
  const inMb = (bytes: number): number => Math.round(bytes / MB);
  yield rowOf(
    {
      name,
      about: `${adapter}: peak RSS above idle, ${many} rows / ${few}`,
      goal: 1.3,
      details: { peakMb: inMb(a.peak), peakMbOfFew: inMb(b.peak), idleMb: inMb(b.idle), long: a.work },
    },
    compared,
  );
  const more = (a.heap - b.heap) / MB;
  yield {
    name: heapName,
    about: `${adapter}: live heap afterwards, MB more than with the few`,
    goal: 5,
    better: 'lower',
    ratio: more,
    q1: more,
    q3: more,
    rounds: 1,
  };
}
