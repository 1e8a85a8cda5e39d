import { type BankweaveError, ProviderUnavailableError } from 'bankweave/adapter-kit';
import { toError } from './to-error.ts';

/**
 * An error of ours for what the app's own client threw. It has lost the status and keeps the request with its secrets,
 * so only its code is looked at.
 */
export function errorOfClient(thrown: unknown): BankweaveError {
  const { error } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { error?: unknown };
  // Where the body had no description, the whole body stands in the place of the code.
  const code = typeof error === 'object' && error !== null ? (error as { error?: unknown }).error : error;
  const read =
    typeof code === 'string' ? toError({ status: 400, headers: {}, body: { error: code } }) : undefined;
  return (
    read ??
    new ProviderUnavailableError('truelayer: the token call of truelayer-client failed', {
      provider: 'truelayer',
      scope: 'provider',
    })
  );
}
