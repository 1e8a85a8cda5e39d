import { BankweaveError } from './base.ts';

/** The bank was set up wrongly: an option is missing, malformed, or two of them exclude each other. */
export class ConfigurationError extends BankweaveError {
  readonly code = 'invalid_configuration';
  readonly remedy = 'fix_code';
}

/** An argument of a call is not what it has to be. `field` names it, `expected` says what would be right. */
export class InvalidInputError extends BankweaveError {
  readonly code = 'invalid_input';
  readonly remedy = 'fix_code';
}

/** No such thing for this user. Something that belongs to another user gives the same answer. */
export class NotFoundError extends BankweaveError {
  readonly code = 'not_found';
  readonly remedy = 'fix_code';
}

/** The call asks for something this adapter, store or connection cannot do. */
export class UnsupportedError extends BankweaveError {
  readonly code = 'unsupported';
  readonly remedy = 'fix_code';
}

/** An adapter broke its contract: say so to its author. Nothing was committed. */
export class AdapterContractError extends BankweaveError {
  readonly code = 'adapter_contract';
  readonly remedy = 'fix_code';
}

/** The state of things forbids the call, as when a link session was completed before. */
export class ConflictError extends BankweaveError {
  readonly code = 'conflict';
  readonly remedy = 'fix_code';
}

/** The bank was closed; make a new one. */
export class ClosedError extends BankweaveError {
  readonly code = 'closed';
  readonly remedy = 'fix_code';
}
