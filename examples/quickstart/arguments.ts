import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const help = `Usage: npm run demo -- [options]

  --db FILE          where the ledger is kept (default: bankweave-demo.db in the temp folder)
  --days N           how many days pass between the two syncs, 1 to 365 (default: 3)
  --bank ID          which of the made-up banks to link (default: river-bank)
  --recording FILE   sync recorded Plaid transactions instead of a made-up bank
  --help             this text

Run it again on the same file and it goes on where it stopped.
`;

const known = ['--db', '--days', '--bank', '--recording', '--help'];

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean;
  readonly file: string;
  readonly days: number;
  readonly bank: string;
  readonly recording: string | undefined;
}

/** A command line that cannot be understood; the message says how to put it right. */
export class UsageError extends Error {}

export function readArguments(given: readonly string[]): Arguments {
  const { values, tokens } = parseArgs({
    args: [...given],
    strict: false,
    tokens: true,
    options: {
      db: { type: 'string' },
      days: { type: 'string' },
      bank: { type: 'string' },
      recording: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`"${token.value}" is not an option`);
    if (token.kind !== 'option' || token.name === 'help') continue;
    if (!known.includes(`--${token.name}`)) throw new UsageError(unknown(token.rawName));
    if (token.value === undefined || token.value === '' || (!token.inlineValue && /^--/.test(token.value)))
      throw new UsageError(`${token.rawName} needs a value`);
  }
  const text = (value: string | boolean | undefined): string | undefined =>
    typeof value === 'string' ? value : undefined;
  const days = Number(text(values.days) ?? 3);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new UsageError('--days takes a whole number from 1 to 365');
  return {
    help: values.help === true,
    file: resolve(text(values.db) ?? join(tmpdir(), 'bankweave-demo.db')),
    days,
    bank: text(values.bank) ?? 'river-bank',
    recording: text(values.recording),
  };
}

function unknown(name: string): string {
  const like = known.find((option) => option.slice(0, 4) === name.slice(0, 4));
  return `there is no option ${name}; ${like ? `did you mean ${like}?` : `there are ${known.join(', ')}`}`;
}
