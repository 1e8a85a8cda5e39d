export type { Change, ChangeType, Previous } from './changes.ts';
export type { Store, StoreTraits } from './contract.ts';
export { differences } from './differences.ts';
export type {
  ChangeSet,
  CheckpointRow,
  CommitGuard,
  CommitReceipt,
  CommitSeal,
  ConnectionOwner,
  DueConnection,
  Lease,
  Ledger,
  PageRequest,
  Served,
  StagedRow,
  TransactionFilter,
  TransactionSort,
  Update,
} from './ledger.ts';
export { memoryStore } from './memory/memory-store.ts';
export { positionOf } from './position.ts';
export type { JsonValue, Records, RecordWrite, StoredRecord } from './records.ts';
export type {
  AccountRow,
  Alias,
  ConnectionRow,
  Decision,
  DecisionRule,
  Head,
  KnownRow,
  RowWrite,
  TransactionRow,
} from './rows.ts';
export type { Anomaly, Run, RunAccount, RunCounts, RunStatus } from './runs.ts';
export { EVERY_USER, inScope, type Scope } from './scope.ts';
