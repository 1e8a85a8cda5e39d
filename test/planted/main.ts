import { fileURLToPath } from 'node:url';
import { BUGS, UNPLANTABLE } from './bugs.ts';
import { plant } from './plant.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2).map(Number);
const chosen = BUGS.filter(({ number }) => wanted.length === 0 || wanted.includes(number));
let missed = 0;

console.log('| Bug | Battery | Caught | By |\n|---|---|---|---|');
for (const bug of chosen) {
  const start = performance.now();
  const { caught, by } = await plant(root, bug);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  if (!caught) missed++;
  const cells = [
    `${bug.number} ${bug.name}`,
    bug.battery.join(' '),
    caught ? `in ${seconds} s` : `NO (${seconds} s)`,
    by.replaceAll(/[|\n]/g, ' ').slice(0, 200),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
if (wanted.length === 0)
  for (const { number, name, reason } of UNPLANTABLE)
    console.log(`| ${number} ${name} | - | - | ${reason} |`);
console.log(`\n${chosen.length - missed} of ${chosen.length} planted bugs caught.`);
process.exitCode = missed > 0 || chosen.length === 0 ? 1 : 0;
