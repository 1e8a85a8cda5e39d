import { BankweaveError, type ErrorFacts } from './base.ts';

/** The bank was set up wrongly: an option is missing, malformed, or two of them exclude each other. */
export class ConfigurationError extends BankweaveError {
  readonly code = 'invalid_configuration' as const;
  readonly remedy = 'fix_code' as const;
}

/** An argument of a call is not what it has to be. `field` names it, `expected` says what would be right. */
export class InvalidInputError extends BankweaveError {
  readonly code = 'invalid_input' as const;
  readonly remedy = 'fix_code' as const;
}

/** No such thing for this user. Something that belongs to another user gives the same answer. */
export class NotFoundError extends BankweaveError {
  readonly code = 'not_found' as const;
  readonly remedy = 'fix_code' as const;
}

/** The call asks for something this adapter, store or connection cannot do. */
export class UnsupportedError extends BankweaveError {
  readonly code = 'unsupported' as const;
  readonly remedy = 'fix_code' as const;
}

/** An adapter broke its contract: say so to its author. Nothing was committed. */
export class AdapterContractError extends BankweaveError {
  readonly code = 'adapter_contract' as const;
  readonly remedy = 'fix_code' as const;
}

/** The state of things forbids the call, as when a link session was completed before. */
export class ConflictError extends BankweaveError {
  readonly code = 'conflict' as const;
  readonly remedy = 'fix_code' as const;
  /** The connection that is there already, where a link would only have made another one of the same login. */
  readonly existingConnectionId?: string;

  constructor(message: string, facts: ErrorFacts & { existingConnectionId?: string } = {}) {
    const { existingConnectionId, ...rest } = facts;
    super(message, rest);
    if (existingConnectionId !== undefined) this.existingConnectionId = existingConnectionId;
  }
}

/** The bank was closed; make a new one. */
export class ClosedError extends BankweaveError {
  readonly code = 'closed' as const;
  readonly remedy = 'fix_code' as const;
}
