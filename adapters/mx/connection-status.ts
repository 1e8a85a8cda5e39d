import { type ActionRequiredError, readText } from 'bankweave/adapter-kit';

/** What a connection status comes to. */
export type StatusClass =
  | 'healthy'
  | 'syncing'
  | 'reauth'
  | 'mfa'
  | 'user_action'
  | 'pending_auth'
  | 'institution_down'
  | 'transient'
  | 'disabled'
  | 'terminal'
  | 'manual'
  | 'unknown';

// In the order of MX's own numbers, which webhooks and the widget use.
const CLASSES = [
  ['CREATED', 'syncing'],
  ['PREVENTED', 'reauth'],
  ['DENIED', 'reauth'],
  ['CHALLENGED', 'mfa'],
  ['REJECTED', 'mfa'],
  ['LOCKED', 'user_action'],
  ['CONNECTED', 'healthy'],
  ['IMPEDED', 'user_action'],
  ['RECONNECTED', 'syncing'],
  ['DEGRADED', 'institution_down'],
  ['DISCONNECTED', 'institution_down'],
  ['DISCONTINUED', 'terminal'],
  ['CLOSED', 'terminal'],
  ['DELAYED', 'syncing'],
  ['FAILED', 'transient'],
  ['UPDATED', 'syncing'],
  ['DISABLED', 'disabled'],
  ['IMPORTED', 'reauth'],
  ['RESUMED', 'syncing'],
  ['EXPIRED', 'mfa'],
  ['IMPAIRED', 'reauth'],
  ['PENDING', 'pending_auth'],
] as const satisfies readonly (readonly [string, StatusClass])[];

const BY_NAME: ReadonlyMap<string, StatusClass> = new Map(CLASSES);

/** The status as MX names it, from its name or its number. */
export function statusName(value: unknown): string | undefined {
  const text = readText(value)?.toUpperCase();
  if (text === undefined) return undefined;
  return /^\d{1,2}$/.test(text) ? (CLASSES[Number(text)]?.[0] ?? text) : text;
}

/** What it comes to. A status that this version does not know is `unknown` and stops nothing; none at all is manual. */
export function classOf(value: unknown): StatusClass {
  const name = statusName(value);
  return name === undefined ? 'manual' : (BY_NAME.get(name) ?? 'unknown');
}

/** What the person can do about it, where it is theirs to do. */
const ACTIONS = {
  reauth: 'reauthenticate',
  pending_auth: 'reauthenticate',
  mfa: 'answer_challenge',
  user_action: 'act_at_bank',
} as const satisfies Partial<Record<StatusClass, ActionRequiredError['action']>>;

/** The action of a class, or `undefined` where there is nothing a person could do. */
export function actionOf(status: StatusClass): ActionRequiredError['action'] | undefined {
  return (ACTIONS as Partial<Record<StatusClass, ActionRequiredError['action']>>)[status];
}

/** Whether a status says that something is wrong: it may be that of the job before, while another one runs. */
export function isTrouble(status: StatusClass): boolean {
  return !['healthy', 'syncing', 'manual', 'unknown'].includes(status);
}
