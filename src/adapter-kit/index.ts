export type { Attended, Call, ConnectionCall, Credentials, Logger } from './call.ts';
export type {
  AccountsFacet,
  Adapter,
  AnyAdapter,
  BalancesFacet,
  ChallengesFacet,
  ConfirmQuery,
  ConnectionFacet,
  DateWindow,
  Feed,
  HttpProfile,
  Inspection,
  InstitutionsFacet,
  LinkCallback,
  LinkExchanged,
  LinkFacet,
  LinkMode,
  LinkPeek,
  LinkSession,
  LinkStarted,
  PullInput,
  ScheduledPaymentsFacet,
  ToError,
} from './contract.ts';
export { defineAdapter } from './define-adapter.ts';
export type {
  AxiosLike,
  AxiosLikeResponse,
  AxiosSettings,
  Http,
  HttpRequest,
  HttpResponse,
  RequestBudget,
} from './http/contract.ts';
export { createHttp } from './http/create-http.ts';
export { createTransport } from './http/create-transport.ts';
export type { TimeLimits } from './http/deadlines.ts';
export type { HttpOptions } from './http/options.ts';
export type { KeepAliveTransport, Transport, TransportRequest, TransportResponse } from './http/transport.ts';
export {
  type About,
  MAX_RECORDS,
  type ReadEach,
  RecordError,
  readBody,
  readDate,
  readEach,
  readId,
  readInstant,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
  readWire,
  requireId,
  type WireSchema,
} from './parse.ts';
export type {
  AccountFailure,
  AdapterAccount,
  Batch,
  Coverage,
  Readiness,
  Rejected,
  Removal,
  Upsert,
} from './rows.ts';
export {
  type Choice,
  loadChoice,
  loadOptionalSetting,
  loadSetting,
  type Setting,
  strictOptions,
} from './settings.ts';
export type { Budget, Traits } from './traits.ts';
export type { VerificationKeys } from './verification-keys.ts';
export type { Notice, RawRequest, WebhookCall, WebhooksFacet } from './webhooks.ts';
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
export type { AccountType } from '../model/account-type.ts';
export { type Balances, balanceKindOf, type CreditTerms } from '../model/balance.ts';
export type { Challenge, ChallengeAnswer, ChallengeOption } from '../model/challenge.ts';
export { addDays, type CalendarDate, daysBetween, type Instant } from '../model/calendar-date.ts';
export { type Category, category, type DetailedCategory } from '../model/category.ts';
export type { Institution } from '../model/institution.ts';
export { type Money, negateMoney } from '../model/money.ts';
export type { NoticeSubject } from '../model/notice.ts';
export type { PaymentRhythm, ScheduledPayment } from '../model/scheduled-payment.ts';
export type { ProviderId, TransactionKind } from '../model/transaction.ts';
