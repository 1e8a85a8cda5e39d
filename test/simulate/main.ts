import { parseArgs } from 'node:util';
import { warmUp } from '../faces/warm-up.ts';
import { FACES } from '../faces/faces.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const faces = FACES.filter(({ id }) => values.only === undefined || id === values.only);
const [count, from] = [Number(values.seeds), Number(values.from)];
await warmUp(faces);
const started = performance.now();
let [steps, failed] = [0, 0];
for (let seed = from; seed < from + count; seed++) {
  const outcome = await simulate(seed, faces);
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
