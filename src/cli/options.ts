import { parseArgs } from 'node:util';
import { type CalendarDate, calendarDate } from 'bankweave';

/** What `bankweave sandbox` was asked for. */
export interface Options {
  readonly seed: string;
  readonly port: number;
  /** Ids of providers; all of them where nothing was said. */
  readonly only: readonly string[] | undefined;
  readonly epoch: CalendarDate | undefined;
  /** Epoch milliseconds at which the world's time stands still. */
  readonly at: number | undefined;
  readonly json: boolean;
}

/** A command line that says nothing we know. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  if (positionals.length !== 1 || positionals[0] !== 'sandbox') {
    throw new UsageError(
      positionals.length === 0 ? 'Which command?' : `There is no command "${positionals.join(' ')}".`,
    );
  }
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_000)
    throw new UsageError('--port is no number from 0 to 65000.');
  const only = values.only?.split(',').map((id) => id.trim());
  return {
    seed: values.seed,
    port,
    only: only?.filter((id) => id !== ''),
    epoch: values.epoch === undefined ? undefined : dayOf(values.epoch),
    at: values.at === undefined ? undefined : instantOf(values.at),
    json: values.json,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seed: { type: 'string', default: '1' },
        port: { type: 'string', default: '4010' },
        only: { type: 'string' },
        epoch: { type: 'string' },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

function dayOf(text: string): CalendarDate {
  try {
    return calendarDate(text);
  } catch {
    throw new UsageError('--epoch is no day written YYYY-MM-DD.');
  }
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  // Without a zone the same text would be another moment on another machine.
  if (Number.isNaN(at) || !/(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new UsageError('--at is no instant with its zone, such as 2026-11-20T12:00:00Z.');
  }
  return at;
}
