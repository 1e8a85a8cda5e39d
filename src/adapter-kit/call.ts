import type { Clock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
import type { Http } from './http/contract.ts';

export type { Logger } from '../internal/logger.ts';

/** The person is present: their own address and browser, as the host saw them. Never invented. */
export interface Attended {
  readonly ip: string;
  readonly userAgent?: string;
}

/** Provider tokens of one connection, as plain JSON text values. They live in the vault and in flight, nowhere else. */
export type Credentials = Readonly<Record<string, string>>;

/** What every method of an adapter is given beside its input. */
export interface Call {
  readonly signal: AbortSignal;
  readonly http: Http;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Our id of this piece of work, for the logs of both sides. */
  readonly requestId: string;
  readonly userId: string;
  readonly connectionId?: string;
  readonly attended?: Attended;
}

/** A call on behalf of a linked connection. */
export interface ConnectionCall extends Call {
  /** Always the current ones, also after a refresh in the middle of a pull. */
  readonly credentials: Credentials;
  readonly connectionId: string;
}
