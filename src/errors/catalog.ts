import { isMarked } from './base.ts';
import type * as fixCode from './fix-code.ts';
import type * as position from './position.ts';
import type * as provider from './provider.ts';
import type * as store from './store.ts';
import type * as vault from './vault.ts';

export { BankweaveError, type ErrorFacts, type ErrorScope, type Remedy } from './base.ts';
export {
  AdapterContractError,
  ClosedError,
  ConfigurationError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnsupportedError,
} from './fix-code.ts';
export { CheckpointInvalidError, CursorExpiredError, UpdateRestartedError } from './position.ts';
export {
  ActionRequiredError,
  BudgetExhaustedError,
  ConnectionRevokedError,
  FeedStalledError,
  InstitutionUnavailableError,
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
  type UserAction,
} from './provider.ts';
export {
  LeaseHeldError,
  LeaseLostError,
  StaleUpdateError,
  StoreFormatError,
  StoreUnavailableError,
} from './store.ts';
export { VaultError, type VaultFault } from './vault.ts';

type InstanceOf<Module> = {
  [K in keyof Module]: Module[K] extends new (...args: never[]) => infer E ? E : never;
}[keyof Module];

/** Every error this library throws, as a union that narrows by `code`. */
export type AnyBankweaveError =
  | InstanceOf<typeof fixCode>
  | InstanceOf<typeof provider>
  | InstanceOf<typeof position>
  | InstanceOf<typeof store>
  | InstanceOf<typeof vault>;

/** The literal codes of {@link AnyBankweaveError}. */
export type ErrorCode = AnyBankweaveError['code'];

/**
 * Whether a caught value is an error of this library; narrows to a union over `code`.
 *
 * @example
 * ```ts
 * try { await bank.sync(id) } catch (error) {
 *   if (isBankweaveError(error) && error.code === 'action_required') show(error.action)
 *   else throw error
 * }
 * ```
 */
export function isBankweaveError(value: unknown): value is AnyBankweaveError {
  return isMarked(value) && value instanceof Error;
}
