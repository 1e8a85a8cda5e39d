export type { Attended, Call, ConnectionCall, Credentials, Logger } from './call.ts';
export type {
  AccountsFacet,
  Adapter,
  AnyAdapter,
  BalancesFacet,
  ConfirmQuery,
  ConnectionFacet,
  DateWindow,
  Feed,
  Inspection,
  InstitutionsFacet,
  LinkExchanged,
  LinkFacet,
  LinkMode,
  LinkSession,
  LinkStarted,
  Notice,
  PullInput,
  RawRequest,
  ToError,
  WebhooksFacet,
} from './contract.ts';
export { defineAdapter } from './define-adapter.ts';
export type { Http, HttpRequest, HttpResponse } from './http/contract.ts';
export type { AdapterAccount, Batch, Coverage, Readiness, Rejected, Removal, Upsert } from './rows.ts';
export type { Budget, Traits } from './traits.ts';
export {
  ActionRequiredError,
  AdapterContractError,
  BankweaveError,
  BudgetExhaustedError,
  CheckpointInvalidError,
  ConfigurationError,
  ConnectionRevokedError,
  type ErrorFacts,
  InstitutionUnavailableError,
  InvalidInputError,
  isBankweaveError,
  NotFoundError,
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
  UnsupportedError,
  UpdateRestartedError,
} from '../errors/catalog.ts';
