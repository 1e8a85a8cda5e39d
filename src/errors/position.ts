import { BankweaveError } from './base.ts';

/** Thrown by an adapter: the stored checkpoint is dead. The engine answers with a full pass and a diff. */
export class CheckpointInvalidError extends BankweaveError {
  readonly code = 'checkpoint_invalid';
  readonly remedy = 'restart';
}

/** Thrown by an adapter: the provider asks to begin this update again. Nothing read so far counts. */
export class UpdateRestartedError extends BankweaveError {
  readonly code = 'update_restarted';
  readonly remedy = 'restart';
}

/** A cursor of the change feed is older than what is kept. Read the lists afresh and start from the newest cursor. */
export class CursorExpiredError extends BankweaveError {
  readonly code = 'cursor_expired';
  readonly remedy = 'restart';
}
