import { stdout } from 'node:process';

// ANSI codes only for a person at a terminal; https://no-color.org for those who want none there either.
const isTerminal = stdout.isTTY === true && process.env['TERM'] !== 'dumb';
const hasColour = isTerminal && !process.env['NO_COLOR'];

const painted =
  (code: number) =>
  (text: string): string =>
    hasColour ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = painted(1);
export const dim = painted(2);
export const red = painted(31);
export const green = painted(32);
export const yellow = painted(33);
export const cyan = painted(36);

/** How many columns there are to fill. */
export const columns = Math.max(60, isTerminal ? stdout.columns || 80 : 100);

// A reader that has seen enough, such as `head`, closes the pipe.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

export function print(line = ''): void {
  stdout.write(`${line}\n`);
}

const WIDTH = 24;
const SWEEP = 6;

/**
 * A progress bar. Nobody knows how much a bank has, so it sweeps while rows come in and is full once they are in the
 * ledger. Where the output is no terminal, only the last line is printed.
 */
export class ProgressBar {
  readonly #label: string;
  #steps = 0;
  #widest = 0;

  constructor(label: string) {
    this.#label = label;
  }

  step(text: string): void {
    const at = this.#steps++ % (WIDTH - SWEEP);
    this.#draw(`${'░'.repeat(at)}${'█'.repeat(SWEEP)}${'░'.repeat(WIDTH - SWEEP - at)}`, text);
  }

  done(text: string): void {
    if (isTerminal) this.#draw('█'.repeat(WIDTH), text);
    else stdout.write(`${this.#label}${text}`);
    stdout.write('\n');
  }

  #draw(bar: string, text: string): void {
    if (!isTerminal) return;
    const line = `${this.#label}${bar}  ${text}`;
    // Blanks instead of an erase code, so that a terminal without colour gets no code at all.
    stdout.write(
      `\r${this.#label}${green(bar)}  ${text}${' '.repeat(Math.max(0, this.#widest - line.length))}`,
    );
    this.#widest = Math.max(this.#widest, line.length);
  }
}
