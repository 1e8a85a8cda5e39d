import { parseArgs } from 'node:util';
import { simulate, warmUp } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const [count, from] = [Number(values.seeds), Number(values.from)];
await warmUp();
const started = performance.now();
let [steps, failed] = [0, 0];
for (let seed = from; seed < from + count; seed++) {
  const outcome = await simulate(seed);
  steps += outcome.steps;
  if (values.verbose) console.log(seed, outcome.steps, outcome.digest);
  if (outcome.problems.length === 0) continue;
  failed++;
  console.log(
    [`seed ${seed}:`, ...outcome.problems, ...outcome.recent.slice(-30).map((line) => `    ${line}`)].join(
      '\n  ',
    ),
  );
  console.log(`  npm run simulate -- --seeds 1 --from ${seed} --verbose`);
}
const seconds = (performance.now() - started) / 1_000;
console.log(`${count} seeds from ${from}: ${failed} failed; ${steps} steps in ${seconds.toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
