import type { FaultKind } from 'bankweave/sandbox';
import type { Ask, Twist } from './ask.ts';
import { Refusal } from './reply.ts';
import { loginIdOf, type Mx } from './state.ts';

const answers: Readonly<Partial<Record<FaultKind, readonly [number, string]>>> = {
  keys_refused: [401, 'The client id or the API key is not valid.'],
  throttled: [429, 'There are too many requests.'],
  provider_error: [500, 'Something went wrong.'],
};
const kinds = Object.keys(answers) as FaultKind[];

/** Faults of the world that a call about one member or one account of it meets as an HTTP status. */
export function meetFaults(mx: Mx, path: Ask['path']): void {
  for (const loginId of loginsOf(mx, path)) {
    const fault = mx.world.takeFault(loginId, kinds);
    if (!fault) continue;
    const [status, words] = answers[fault.kind] ?? [500, 'Something went wrong.'];
    const wait = fault.retryAfterMs;
    const headers = wait === undefined ? {} : { 'retry-after': String(Math.ceil(wait / 1000)) };
    throw new Refusal(status, words, headers);
  }
}

/** What belongs to a disabled user is out of reach until it is enabled again. */
export function refuseDisabled({ users, settings }: Mx, route: string, path: Ask['path']): void {
  const user = users.get(path['user_guid'] ?? '');
  if (!user?.isDisabled || !settings.uncertain.refusesDisabledUsers) return;
  if (!route.endsWith('/users/{user_guid}')) throw new Refusal(403, 'The user is disabled.');
}

/** Data that change between two pages: a row of page 1 goes while page 2 is read. */
export function twistOf(mx: Mx, path: Ask['path'], query: URLSearchParams): Twist | undefined {
  if (!(Number(query.get('page')) > 1)) return undefined;
  for (const loginId of loginsOf(mx, path)) {
    if (mx.world.takeFault(loginId, ['mutation'])) return { drift: 'remove' };
  }
  return undefined;
}

function loginsOf({ users }: Mx, path: Ask['path']): readonly string[] {
  const user = users.get(path['user_guid'] ?? '');
  const wanted = path['member_guid'];
  const members = user?.members.filter(
    ({ guid, deletedAt }) => deletedAt === null && (wanted === undefined || guid === wanted),
  );
  return (members ?? []).map(loginIdOf).filter((id) => id !== null);
}
