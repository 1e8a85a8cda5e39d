import { ProviderResponseError } from '../../errors/provider.ts';

/**
 * A provider's record is not what it has to be: where, and what was expected there. Inside `readEach` it sends the one
 * record to quarantine; anywhere else it is an ordinary `provider_response` error.
 *
 * @example
 * ```ts
 * if (row.type !== 'debit') throw new RecordError('type', 'debit or credit')
 * ```
 */
export class RecordError extends ProviderResponseError {
  constructor(path: string, expected: string) {
    super(`${path} of a record is not ${expected}`, { field: path, expected });
  }
}
