import type { World } from 'bankweave/sandbox';
import type { Provider } from './providers.ts';

const DAY_MS = 86_400_000;

/** What a person allowed, behind one `credentials_id`. Times are epoch milliseconds. */
export interface Connection {
  readonly id: string;
  readonly providerId: string;
  username: string;
  /** The world's account ids; `null` for all of them. */
  accounts: readonly string[] | null;
  scopes: readonly string[];
  consentCreatedAt: number;
  consentUpdatedAt: number;
  consentExpiresAt: number;
  /** The last time the person was with the bank. */
  authenticatedAt: number;
  /** The first access token after that. */
  firstToken: string | null;
  accessToken: string | null;
  accessExpiresAt: number;
  refreshToken: string | null;
  deleted: boolean;
  /** Set by the mock bank's users: the code of every data call. */
  failsWith: string | null;
  /** Set by the mock bank's users. */
  extend: 'no_action_needed' | null;
}

/** When a consent given now ends. */
export function consentEnd(world: World, { institution, habits }: Provider, now: number): number {
  if (habits.consentDays !== undefined) return now + habits.consentDays * DAY_MS;
  return world.consentEnds(institution.id, now) ?? now + 90 * DAY_MS;
}
