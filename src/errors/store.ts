import { BankweaveError } from './base.ts';

/** Somebody else is syncing this connection right now. */
export class LeaseHeldError extends BankweaveError {
  readonly code = 'lease_held' as const;
  readonly remedy = 'wait' as const;
}

/** This worker lost its lease while it worked; another one took over and nothing of ours was written. */
export class LeaseLostError extends BankweaveError {
  readonly code = 'lease_lost' as const;
  readonly remedy = 'retry' as const;
}

/** The ledger moved between reading and writing; nothing was written. */
export class StaleUpdateError extends BankweaveError {
  readonly code = 'stale_update' as const;
  readonly remedy = 'retry' as const;
}

/** The database is busy, full or out of reach. Nothing of the call was written. */
export class StoreUnavailableError extends BankweaveError {
  readonly code = 'store_unavailable' as const;
  readonly remedy = 'retry' as const;
}

/** The database holds something this version of the library cannot read. */
export class StoreFormatError extends BankweaveError {
  readonly code = 'store_format' as const;
  readonly remedy = 'report' as const;
}
