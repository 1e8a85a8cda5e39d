import type { AuditLog } from '../audit/log.ts';
import type { Call, Logger } from '../adapter-kit/call.ts';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { Clock } from '../internal/clock.ts';
import type { Random } from '../internal/random.ts';
import type { Store } from '../store/contract.ts';
import type { RecordWrite } from '../store/records.ts';
import type { Vault } from '../vault/contract.ts';
import type { CredentialStore } from '../vault/credentials.ts';
import type { Attended } from '../adapter-kit/call.ts';
import type { BankEvent } from '../changes/events.ts';

/** Everything outside that the pipe works with. */
export interface Ports {
  readonly store: Store;
  readonly credentials: CredentialStore;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** How many records of an update are held in memory; the others wait in the store. For tests. */
  readonly stageInMemory?: number;
  /** The adapter of a provider id; throws `invalid_configuration` where none is registered. */
  adapter(provider: string): AnyAdapter;
  /** Makes what an adapter's method is called with. */
  call(context: CallContext): Call;
  /** Tells listeners in the process, after a commit. */
  publish(event: BankEvent): void;
  /** Whether anybody listens, so that nothing is read for nobody. */
  listening(): boolean;
}

/** Who a call is made for. */
interface CallContext {
  readonly adapter: AnyAdapter;
  readonly userId: string;
  readonly signal: AbortSignal;
  readonly connectionId?: string;
  readonly attended?: Attended;
  /** Holds only while the user is not erased; what the call writes is written together with it. */
  readonly fence?: RecordWrite | undefined;
}
