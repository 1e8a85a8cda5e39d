import { BankweaveError } from './base.ts';

/** Thrown by an adapter: the stored checkpoint is dead. The engine answers with a full pass and a diff. */
export class CheckpointInvalidError extends BankweaveError {
  readonly code = 'checkpoint_invalid' as const;
  readonly remedy = 'restart' as const;
}

/** Thrown by an adapter: the provider asks to begin this update again. Nothing read so far counts. */
export class UpdateRestartedError extends BankweaveError {
  readonly code = 'update_restarted' as const;
  readonly remedy = 'restart' as const;
}

/** A cursor of the change feed is older than what is kept. Read the lists afresh and start from the newest cursor. */
export class CursorExpiredError extends BankweaveError {
  readonly code = 'cursor_expired' as const;
  readonly remedy = 'restart' as const;
}
