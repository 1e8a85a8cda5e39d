import { BankweaveError } from './base.ts';

/** Somebody else is syncing this connection right now. */
export class LeaseHeldError extends BankweaveError {
  readonly code = 'lease_held';
  readonly remedy = 'wait';
}

/** This worker lost its lease while it worked; another one took over and nothing of ours was written. */
export class LeaseLostError extends BankweaveError {
  readonly code = 'lease_lost';
  readonly remedy = 'retry';
}

/** The ledger moved between reading and writing; nothing was written. */
export class StaleUpdateError extends BankweaveError {
  readonly code = 'stale_update';
  readonly remedy = 'retry';
}

/** The database is busy, full or out of reach. Nothing of the call was written. */
export class StoreUnavailableError extends BankweaveError {
  readonly code = 'store_unavailable';
  readonly remedy = 'retry';
}

/** The database holds something this version of the library cannot read. */
export class StoreFormatError extends BankweaveError {
  readonly code = 'store_format';
  readonly remedy = 'report';
}
