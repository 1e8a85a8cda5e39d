import type { Connection, ConnectionHealth } from './connection.ts';

/** How a connection is, in plain words for the person it belongs to. */
export interface HealthInWords {
  /** Whether the person has to do something, or there is only something to know, or nothing. */
  readonly tone: 'good' | 'notice' | 'act';
  /** What is the matter, in one sentence. */
  readonly summary: string;
  /** What the person must do; `null` for nothing. */
  readonly todo: string | null;
  /** The mode for `links.repair` that does it; `null` where a repair is not the way. */
  readonly repair: 'reauthenticate' | 'renew_consent' | 'add_accounts' | null;
  /** One sentence for each of the four axes. */
  readonly axes: Readonly<Record<keyof ConnectionHealth, string>>;
}

const AUTH: Readonly<Record<ConnectionHealth['auth'], string>> = {
  ok: 'The bank lets us in.',
  expiring: 'The bank will soon ask you to sign in again.',
  action_required: 'The bank needs something from you before it lets us in.',
  revoked: 'The permission was taken back.',
};
const ATTEMPT: Readonly<Record<ConnectionHealth['attempt'], string>> = {
  none: 'Nothing was read yet.',
  ok: 'The last attempt went well.',
  retrying: 'The last attempt failed; we are trying again.',
  failing: 'Several attempts in a row failed; we keep trying.',
};
const FRESHNESS: Readonly<Record<ConnectionHealth['freshness'], string>> = {
  fresh: 'What the bank gave is up to date.',
  stale: 'The bank has given nothing new for more than two days.',
  unknown: 'The bank does not say how recent its data is.',
};
const CONSENT: Readonly<Record<ConnectionHealth['consent'], string>> = {
  live: 'Your permission is valid.',
  expiring: 'Your permission ends soon.',
  expired: 'Your permission has run out.',
  none: 'Your permission has no end that we know of.',
};

/**
 * What is wrong with a connection, and what the person must do about it, in plain words.
 *
 * @example
 * ```ts
 * const { summary, todo, repair } = describeHealth(connection)
 * if (repair) show(summary, todo, () => ada.links.repair(connection.id, { mode: repair }))
 * ```
 */
export function describeHealth(connection: Connection): HealthInWords {
  const { health, status } = connection;
  const axes = {
    auth: AUTH[health.auth],
    attempt: ATTEMPT[health.attempt],
    freshness: FRESHNESS[health.freshness],
    consent: CONSENT[health.consent],
  };
  if (status === 'removed')
    return { tone: 'notice', summary: 'This bank is no longer linked.', todo: null, repair: null, axes };
  return { ...worst(connection), axes };
}

function worst({ health, institution, error, consent }: Connection): Omit<HealthInWords, 'axes'> {
  const bank = institution.name;
  if (health.auth === 'revoked')
    return act(axis('auth', health), `Give ${bank} your permission again.`, 'renew_consent');
  if (health.consent === 'expired')
    return act(axis('consent', health), `Renew your permission at ${bank}.`, 'renew_consent');
  if (health.auth === 'action_required') return act(axis('auth', health), ...duty(error?.action, bank));
  if (health.consent === 'expiring')
    return {
      tone: 'notice',
      summary: consent.expiresAt
        ? `Your permission ends on ${consent.expiresAt.slice(0, 10)}.`
        : axis('consent', health),
      todo: `Renew your permission at ${bank} before then; until you do, everything goes on.`,
      repair: 'renew_consent',
    };
  if (health.auth === 'expiring')
    return {
      tone: 'notice',
      summary: axis('auth', health),
      todo: `Sign in to ${bank} again.`,
      repair: 'reauthenticate',
    };
  const passing = { tone: 'notice', todo: null, repair: null } as const;
  if (health.attempt === 'failing' || health.attempt === 'retrying')
    return { ...passing, summary: axis('attempt', health) };
  if (health.freshness === 'stale') return { ...passing, summary: axis('freshness', health) };
  return { tone: 'good', summary: 'Everything is fine.', todo: null, repair: null };
}

function duty(action: string | undefined, bank: string): [string, HealthInWords['repair']] {
  if (action === 'renew_consent') return [`Renew your permission at ${bank}.`, 'renew_consent'];
  if (action === 'act_at_bank') return [`Sign in to ${bank} itself and see what it asks of you.`, null];
  if (action === 'select_accounts') return [`Choose at ${bank} which accounts to share.`, 'add_accounts'];
  if (action === 'answer_challenge')
    return [`Sign in to ${bank} again and answer what it asks.`, 'reauthenticate'];
  return [`Sign in to ${bank} again.`, 'reauthenticate'];
}

function act(summary: string, todo: string, repair: HealthInWords['repair']): Omit<HealthInWords, 'axes'> {
  return { tone: 'act', summary, todo, repair };
}

function axis(name: keyof ConnectionHealth, health: ConnectionHealth): string {
  const texts = { auth: AUTH, attempt: ATTEMPT, freshness: FRESHNESS, consent: CONSENT };
  return (texts[name] as Readonly<Record<string, string>>)[health[name]] ?? '';
}
