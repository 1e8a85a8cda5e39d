/**
 * bankweave weaves many bank-data providers into one ledger.
 *
 *   provider -> adapter -> stage -> reconcile -> store -> change feed
 *
 * @module
 */
export type { Attended, Logger } from './adapter-kit/call.ts';
export type { AnyAdapter, LinkMode } from './adapter-kit/contract.ts';
export type { AuditAction, AuditActor, AuditFacts, AuditLine } from './audit/entry.ts';
export type { AuditFault, AuditReport } from './audit/verify.ts';
export type { BankEvent, BankEventType, EventOf } from './changes/events.ts';
export type { AccountsQuery, UserAccounts } from './client/accounts.ts';
export type { TransactionChange } from './client/annotate.ts';
export type {
  AuditQuery,
  AuditVerification,
  BankAudit,
  UserAudit,
  UserAuditQuery,
} from './client/audit.ts';
export type { BalancesQuery, BalancesRefreshOptions, UserBalances } from './client/balances.ts';
export {
  type Bankweave,
  createBankweave,
  type RunDueOptions,
  type WorkOptions,
} from './client/bankweave.ts';
export type { ChangePage, ChangesQuery } from './client/changes.ts';
export type { CheckQuery } from './client/check.ts';
export type { CheckReport, Finding, FindingType } from './client/check/finding.ts';
export type { UserConnections } from './client/connections.ts';
export type { UserConsents } from './client/consents.ts';
export type { BankErasures, BankOrphans, ReplayOptions } from './client/erasures.ts';
export type { CallOptions } from './client/input.ts';
export type { UserChallenges } from './client/challenges.ts';
export type { ScheduledPaymentsOptions, UserScheduledPayments } from './client/scheduled-payments.ts';
export type { InstitutionsQuery, UserInstitutions } from './client/institutions.ts';
export type { LinkOptions, RepairOptions, UserLinks } from './client/links.ts';
export type { Listing, Page, PageQuery } from './client/listing.ts';
export type { BankweaveOptions } from './client/options.ts';
export type { UserQuarantine } from './client/quarantine.ts';
export type { RunsQuery } from './client/runs.ts';
export type { UserSuggestions } from './client/suggestions.ts';
export type { UserTransactions } from './client/transactions.ts';
export type { TransactionsQuery } from './client/transactions-query.ts';
export type { TransfersQuery, UserTransfers } from './client/transfers.ts';
export type { User } from './client/user.ts';
export type { BankWebhooks, DeadLetter } from './client/webhooks.ts';
export type { ConsentRecord, RevocationSource } from './consent/record.ts';
export type { ConsentTerms } from './consent/terms.ts';
export { describeHealth, type HealthInWords } from './model/describe-health.ts';
export {
  ActionRequiredError,
  AdapterContractError,
  type AnyBankweaveError,
  BankweaveError,
  BudgetExhaustedError,
  CheckpointInvalidError,
  ClosedError,
  ConfigurationError,
  ConflictError,
  ConnectionRevokedError,
  CursorExpiredError,
  type ErrorCode,
  type ErrorScope,
  FeedStalledError,
  InstitutionUnavailableError,
  InvalidInputError,
  isBankweaveError,
  LeaseHeldError,
  LeaseLostError,
  NotFoundError,
  ProviderAuthenticationError,
  ProviderResponseError,
  ProviderUnavailableError,
  RateLimitError,
  type Remedy,
  StaleUpdateError,
  StoreFormatError,
  StoreUnavailableError,
  UnauthorizedError,
  UnsupportedError,
  UpdateRestartedError,
  type UserAction,
  VaultError,
  type VaultFault,
} from './errors/catalog.ts';
export { type Clock, systemClock } from './internal/clock.ts';
export type { Random } from './internal/random.ts';
export type { Orphan } from './links/orphans.ts';
export type { Link } from './links/session.ts';
export type { Account, AccountStatus, AccountType } from './model/account.ts';
export type { Balances, BalanceSnapshot, CreditTerms } from './model/balance.ts';
export {
  addDays,
  type CalendarDate,
  calendarDate,
  daysBetween,
  type Instant,
  isCalendarDate,
} from './model/calendar-date.ts';
export {
  CATEGORY_VERSION,
  type Category,
  type CategoryConfidence,
  category,
  DETAILED_CATEGORIES,
  type DetailedCategory,
  isPrimaryCategory,
  PRIMARY_CATEGORIES,
  type PrimaryCategory,
} from './model/category.ts';
export type {
  Connection,
  ConnectionError,
  ConnectionHealth,
  ConnectionStatus,
  Consent,
} from './model/connection.ts';
export type { Institution } from './model/institution.ts';
export type { Challenge, ChallengeAnswer, ChallengeOption } from './model/challenge.ts';
export type { PaymentRhythm, ScheduledPayment } from './model/scheduled-payment.ts';
export type { NoticeSubject } from './model/notice.ts';
export {
  addMoney,
  compareMoney,
  formatMoney,
  type Money,
  money,
  negateMoney,
  subtractMoney,
  sumMoney,
  UNKNOWN_CURRENCY,
} from './model/money.ts';
export type {
  Counterparty,
  Location,
  Merchant,
  Origin,
  ProviderId,
  Transaction,
  TransactionChannel,
  TransactionFacts,
  TransactionKind,
  TransactionNotes,
  TransactionStatus,
} from './model/transaction.ts';
export type { ErasedConnection, ErasureReceipt } from './privacy/erasure.ts';
export type { ExportCounts, ExportedKind, ExportLine } from './privacy/export/line.ts';
export type { Erasure, ReplayReport } from './privacy/replay.ts';
export type { DueResult } from './schedule/serve.ts';
export type { Change, ChangeType, Previous } from './store/changes.ts';
export type { TransactionSort } from './store/ledger.ts';
export { memoryStore } from './store/memory/memory-store.ts';
export type { Decision, DecisionRule } from './store/rows.ts';
export type { Anomaly, Run, RunAccount, RunCounts, RunStatus } from './store/runs.ts';
export type { SyncProgress } from './sync/progress.ts';
export type { QuarantinedRecord } from './sync/quarantine.ts';
export type { SyncOptions } from './sync/run.ts';
export type { AccountSuggestion } from './sync/account-suggestions.ts';
export type { Suggestion, TransactionSuggestion } from './sync/suggestions.ts';
export type { TransferReason, TransferSuggestion } from './sync/transfers.ts';
export type { Vault } from './vault/contract.ts';
export type { InboundHeaders } from './webhooks/headers.ts';
export type { Received, WebhookCounts } from './webhooks/received.ts';
export type { InboundRequest, Refusal } from './webhooks/request.ts';
