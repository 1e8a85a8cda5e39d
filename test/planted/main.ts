import { fileURLToPath } from 'node:url';
import { BUGS, UNPLANTABLE } from './bugs/index.ts';
import { plant } from './plant.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2).map(Number);
// Unharmed, every battery has to pass in the copy, or failing there would show nothing.
const control = {
  number: 0,
  name: 'nothing planted',
  edits: [],
  battery: [...new Set(BUGS.flatMap(({ battery }) => battery))],
};
const chosen = [control, ...BUGS].filter(({ number }) => wanted.length === 0 || wanted.includes(number));
let wrong = 0;
let caught = 0;

console.log('| Bug | Battery | Caught | By |\n|---|---|---|---|');
for (const bug of chosen) {
  const start = performance.now();
  const { outcome, by } = await plant(root, bug);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const expected = bug === control ? 'missed' : 'caught';
  if (outcome !== expected) wrong++;
  if (outcome === 'caught' && bug !== control) caught++;
  const cells = [
    `${bug.number} ${bug.name}`,
    bug === control ? 'all of them' : bug.battery.join(' '),
    outcome === expected
      ? `${bug === control ? 'nothing' : 'yes'}, ${seconds} s`
      : `${outcome.toUpperCase()}, ${seconds} s`,
    by.replaceAll(/[|\n]/g, ' ').slice(0, 200),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
if (wanted.length === 0)
  for (const { number, name, reason } of UNPLANTABLE)
    console.log(`| ${number} ${name} | - | - | ${reason} |`);
const planted = chosen.filter((bug) => bug !== control).length;
console.log(`\n${chosen.length - wrong} of ${chosen.length} runs ended as they have to.`);
console.log(`${caught} of ${planted} planted bugs are caught.`);
process.exitCode = wrong > 0 || chosen.length === 0 ? 1 : 0;
