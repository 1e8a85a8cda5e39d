import {
  ActionRequiredError,
  InstitutionUnavailableError,
  readInstant,
  readText,
} from 'bankweave/adapter-kit';
import { actionOf, classOf, isTrouble, statusName } from './connection-status.ts';
import { isTrue, type Status } from './wire.ts';

/** What can be read of a member now. */
export interface Readiness {
  /** Whether there is anything to read yet. */
  readonly isReady: boolean;
  /** Whether nothing is being written, so that what is missing from a list is really missing. */
  readonly isQuiet: boolean;
}

/**
 * Whether a member's data can be read. `CONNECTED` alone says no such thing: MX reports it while it still writes, and
 * accounts are there before their transactions.
 *
 * @throws ActionRequiredError or InstitutionUnavailableError where there never was any data and none will come by
 *   itself. Where there is some, it stays readable whatever the login's state.
 */
export function readinessOf(status: Status): Readiness {
  const isRunning = isWorking(status);
  const processed = isTrue(status.has_processed_accounts) && isTrue(status.has_processed_transactions);
  const hasSucceeded = readInstant(status.successfully_aggregated_at) !== undefined;
  const hasData = hasSucceeded || processed;
  const trouble = hasData ? undefined : troubleOf(status);
  if (trouble) throw trouble;
  // A job takes the flags back while it writes; what an earlier one has written stays readable once none is under way.
  return isRunning ? { isReady: processed, isQuiet: false } : { isReady: hasData, isQuiet: true };
}

/** Whether a job is at work. One that waits for the person writes nothing, though MX says that it runs. */
export function isWorking({
  is_being_aggregated,
  connection_status,
}: Pick<Status, 'is_being_aggregated' | 'connection_status'>): boolean {
  return isTrue(is_being_aggregated) && statusName(connection_status) !== 'CHALLENGED';
}

/** What is wrong with the login for all that is readable, to be told once everything was read. */
export function troubleOf(status: Status): ActionRequiredError | InstitutionUnavailableError | undefined {
  const { connection_status } = status;
  const trouble = classOf(connection_status);
  // While a job runs, a bad status may be that of the job before.
  if (!isTrouble(trouble) || trouble === 'terminal' || isWorking(status)) return undefined;
  const facts = { provider: 'mx', providerCode: statusName(connection_status) };
  const action = actionOf(trouble);
  return action === undefined
    ? new InstitutionUnavailableError(
        'MX cannot fetch from the bank at the moment; what it has stays readable.',
        {
          ...facts,
          scope: 'institution',
        },
      )
    : new ActionRequiredError('The bank needs to hear from the person; what MX has stays readable.', {
        ...facts,
        action,
      });
}

/** Which job wrote last; another one between two looks means that lists may be half old and half new. */
export function jobOf({ aggregated_at }: Status): string {
  return readText(aggregated_at) ?? '';
}
