/** One measured run. */
export interface Sample {
  /** In whatever unit the comparison is about: milliseconds, bytes. */
  readonly cost: number;
  /** What was done, to be compared with what the other side did. */
  readonly work: string;
}

/** A comparison over several rounds. */
export interface Compared {
  readonly ratio: number;
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
  /** Medians of the two sides. */
  readonly a: number;
  readonly b: number;
  readonly workA: string;
  readonly workB: string;
}

/** Runs both sides round by round, in turning order. The first round warms up and is dropped. */
export async function compare(
  rounds: number,
  a: (round: number) => Promise<Sample>,
  b: (round: number) => Promise<Sample>,
  { warmUp = 1 }: { readonly warmUp?: number } = {},
): Promise<Compared> {
  const taken: { a: Sample; b: Sample }[] = [];
  for (let round = 0; round < rounds + warmUp; round++) {
    let [first, second]: [Sample?, Sample?] = [];
    for (const turn of round % 2 ? ['b', 'a'] : ['a', 'b']) {
      globalThis.gc?.();
      if (turn === 'a') first = await a(round);
      else second = await b(round);
    }
    if (first && second && round >= warmUp) taken.push({ a: first, b: second });
  }
  return summary(taken);
}

/** Each round gives one ratio; the figure is their median. */
function summary(taken: readonly { readonly a: Sample; readonly b: Sample }[]): Compared {
  const ratios = taken.map((pair) => pair.a.cost / pair.b.cost);
  const last = taken.at(-1);
  return {
    ratio: quantile(ratios, 0.5),
    q1: quantile(ratios, 0.25),
    q3: quantile(ratios, 0.75),
    rounds: taken.length,
    a: quantile(
      taken.map((pair) => pair.a.cost),
      0.5,
    ),
    b: quantile(
      taken.map((pair) => pair.b.cost),
      0.5,
    ),
    workA: last?.a.work ?? '',
    workB: last?.b.work ?? '',
  };
}

/** The same rounds by another measure, where both sides noted one for every run. */
export function byNotes(a: readonly number[], b: readonly number[], rounds: number): Compared {
  const sample = (cost = Number.NaN): Sample => ({ cost, work: '' });
  return summary(a.slice(-rounds).map((cost, at) => ({ a: sample(cost), b: sample(b.slice(-rounds)[at]) })));
}

/** The value below which a part of the values lies, between neighbours by their distance. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
