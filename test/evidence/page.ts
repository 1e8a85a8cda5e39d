import { BATTERIES, type Battery } from './batteries.ts';

/** What the last run of a battery gave. */
export interface Result {
  readonly size: number;
  readonly failed: boolean;
  readonly seconds: number;
  /** The day it ran. */
  readonly day: string;
  readonly node: string;
  /** The commit that was checked out. */
  readonly commit: string;
  /** What else the output told. */
  readonly told?: string;
}

export type Results = Readonly<Record<string, Result>>;

/** The page, made from results alone. */
export function page(results: Results): string {
  return [
    '# Evidence',
    '',
    'What was run against this library, how often, and what came of it. The page is written by `npm run evidence`, which runs',
    'the batteries one after the other; a name runs one of them (`npm run evidence -- kills`), and `--full` takes the sizes on',
    'demand. A failing seed prints the command that repeats it, and is kept as a regression once it is mended.',
    '',
    '| battery | ran | failed | on | command |',
    '| --- | --- | --- | --- | --- |',
    ...BATTERIES.map((battery) => row(battery, results[battery.id])),
    '',
    '## What each proves',
    '',
    ...BATTERIES.map(({ id, proves }) => `- **${id}**: ${proves}`),
    '',
  ].join('\n');
}

function row(battery: Battery, result: Result | undefined): string {
  const command = commandOf(battery, result?.size ?? battery.size);
  if (!result) return `| ${battery.id} | not yet | | | \`${command}\` |`;
  const ran = `${result.size.toLocaleString('en-US')} ${battery.unit} in ${Math.round(result.seconds)} s${result.told ? `: ${result.told}` : ''}`;
  return `| ${battery.id} | ${ran} | ${result.failed ? 'yes' : '0'} | ${result.day} at ${result.commit}, Node ${result.node} | \`${command}\` |`;
}

function commandOf({ command }: Battery, size: number): string {
  const { args, env = {} } = command(size);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  return `${variables.join('')}npm ${args.join(' ')}`.replace('npm exec -- ', 'npx ');
}
