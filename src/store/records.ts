import type { Scope } from './scope.ts';

/** A JSON document under a key, with a version for compare-and-set. */
export interface StoredRecord {
  readonly namespace: string;
  readonly key: string;
  readonly userId: string;
  /** 1 at first, one more with each write. */
  readonly version: number;
  readonly value: JsonValue;
  /** Epoch milliseconds at which `due` gives it out; `null` for never. */
  readonly dueAt: number | null;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** One write. A record without a person behind it has the user id `''`. */
export interface RecordWrite {
  readonly namespace: string;
  readonly key: string;
  readonly userId: string;
  /** `undefined` deletes. */
  readonly value: JsonValue | undefined;
  readonly dueAt?: number | null;
  /** The version it must have now; 0 for "must not exist". Left out: whatever is there is replaced. */
  readonly ifVersion?: number;
}

/** Link sessions, credentials, quarantine, suggestions, budgets and the like. */
export interface Records {
  get(scope: Scope, namespace: string, key: string): Promise<StoredRecord | null>;
  /** Writes all or none; `false` when one of the expected versions did not hold. */
  write(writes: readonly RecordWrite[]): Promise<boolean>;
  /** Ordered by key. */
  list(
    scope: Scope,
    namespace: string,
    page: { readonly prefix?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredRecord[]>;
  /** Records whose `dueAt` is not after `now`, the longest due first. */
  due(namespace: string, now: number, limit: number): Promise<readonly StoredRecord[]>;
}
