/** The states of a member; the place in this list is MX's number for it. */
const CONNECTION_STATUSES = [
  'CREATED',
  'PREVENTED',
  'DENIED',
  'CHALLENGED',
  'REJECTED',
  'LOCKED',
  'CONNECTED',
  'IMPEDED',
  'RECONNECTED',
  'DEGRADED',
  'DISCONNECTED',
  'DISCONTINUED',
  'CLOSED',
  'DELAYED',
  'FAILED',
  'UPDATED',
  'DISABLED',
  'IMPORTED',
  'RESUMED',
  'EXPIRED',
  'IMPAIRED',
  'PENDING',
] as const;

/** A state of a member. */
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** The states that MX's nightly refresh takes. */
export const refreshed: ReadonlySet<string> = new Set(['CONNECTED', 'UPDATED', 'CREATED']);

/** The states that the person can do something about; entering one of them is told by webhook. */
export const actionable: ReadonlySet<string> = new Set([
  'PREVENTED',
  'DENIED',
  'CHALLENGED',
  'REJECTED',
  'LOCKED',
  'IMPEDED',
  'EXPIRED',
  'IMPAIRED',
]);

/** The states that no job leaves before other credentials are there. */
export const needsCredentials: ReadonlySet<string> = new Set(['PREVENTED', 'DENIED', 'IMPAIRED', 'IMPORTED']);

/** The states in which MX starts no job at all. */
export const ended: ReadonlySet<string> = new Set(['CLOSED', 'DISCONTINUED', 'DISABLED', 'PENDING']);

/** MX's number of a status; one that nobody has heard of gets 99. */
export function numberOf(status: string): number {
  const place = (CONNECTION_STATUSES as readonly string[]).indexOf(status);
  return place === -1 ? 99 : place;
}
