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
  const isRunning = isTrue(status.is_being_aggregated);
  const processed = isTrue(status.has_processed_accounts) && isTrue(status.has_processed_transactions);
  const hasSucceeded = readInstant(status.successfully_aggregated_at) !== undefined;
  const hasData = hasSucceeded || processed;
  if (!hasData && !isRunning) refuseTrouble(status);
  if (isRunning) return { isReady: processed, isQuiet: false };
  // `false` is a word; where MX leaves the flags out, a success has to do.
  const denied = status.has_processed_transactions === false || status.has_processed_accounts === false;
  return { isReady: hasData && !denied, isQuiet: true };
}

function refuseTrouble({ connection_status }: Status): void {
  const status = classOf(connection_status);
  if (!isTrouble(status)) return;
  const facts = { provider: 'mx', providerCode: statusName(connection_status) };
  const action = actionOf(status);
  if (action !== undefined)
    throw new ActionRequiredError('The bank needs to hear from the person before there is any data.', {
      ...facts,
      action,
    });
  throw new InstitutionUnavailableError('MX could not fetch anything from the bank yet.', {
    ...facts,
    scope: 'connection',
  });
}

/** Which job wrote last; another one between two looks means that lists may be half old and half new. */
export function jobOf({ aggregated_at }: Status): string {
  return readText(aggregated_at) ?? '';
}
