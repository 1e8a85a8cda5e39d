import type { Instant } from '../model/calendar-date.ts';

/** Who wanted it: the application itself, the person through the application, or the library in the course of its work. */
export type AuditActor = 'app' | 'user' | 'engine';

/** What is written down. Each line is there before what it tells of happens. */
export type AuditAction =
  | 'link.start'
  | 'link.complete'
  | 'link.repair'
  | 'connection.remove'
  | 'consent.change'
  | 'credentials.read'
  | 'credentials.write'
  | 'credentials.refresh'
  | 'provider.call'
  | 'rows.join'
  | 'join.undo'
  | 'suggestion.accept'
  | 'transaction.delete'
  | 'transaction.restore'
  | 'account.update'
  | 'export'
  | 'erase'
  | 'erase.complete';

/** Every action there is. */
export const AUDIT_ACTIONS = [
  'link.start',
  'link.complete',
  'link.repair',
  'connection.remove',
  'consent.change',
  'credentials.read',
  'credentials.write',
  'credentials.refresh',
  'provider.call',
  'rows.join',
  'join.undo',
  'suggestion.accept',
  'transaction.delete',
  'transaction.restore',
  'account.update',
  'export',
  'erase',
  'erase.complete',
] as const satisfies readonly AuditAction[];

/** What a line may say beside its action: ids of ours, names of providers and kinds, figures. Nothing about a person. */
export interface AuditFacts {
  readonly provider?: string;
  /** The run that it belongs to. */
  readonly run?: string;
  /** What kind of calls: `sync`, `link`, `exchange`, `revoke`. */
  readonly class?: string;
  /** What a link session is for. */
  readonly mode?: string;
  readonly account?: string;
  readonly enabled?: boolean;
  readonly transaction?: string;
  readonly decision?: string;
  readonly suggestion?: string;
  readonly erasure?: string;
  readonly count?: number;
  /** Revocations that still wait for their provider. */
  readonly waiting?: number;
  /** When the permission ends, an instant. */
  readonly expiresAt?: string;
}

/** One line to be written. */
export interface AuditEntry {
  readonly action: AuditAction;
  readonly actor: AuditActor;
  readonly connectionId?: string;
  readonly facts?: AuditFacts;
}

/** One line of the audit log. */
export interface AuditLine {
  /** 1 for the user's first line, one more with each. */
  readonly seq: number;
  readonly at: Instant;
  /** The app's own id of the person; `''` for lines that belong to nobody, such as the end of an erasure. */
  readonly userId: string;
  readonly connectionId?: string;
  readonly action: AuditAction;
  readonly actor: AuditActor;
  readonly facts: AuditFacts;
  /** The `hash` of the user's line before; `''` for the first. */
  readonly previous: string;
  /** A keyed hash over everything else in this line. */
  readonly hash: string;
}
