import type { ConnectionCall } from '../adapter-kit/call.ts';
import type { ChallengesFacet } from '../adapter-kit/contract.ts';
import { UnsupportedError } from '../errors/catalog.ts';
import type { Challenge, ChallengeAnswer } from '../model/challenge.ts';
import type { Connection } from '../model/connection.ts';
import type { Ports } from './ports.ts';
import { RefreshingCall } from './refreshing-call.ts';

/** What the bank asks the person of a connection now; with answers, what it asks next. A sync is wanted afterwards. */
export async function talkToBank(
  ports: Ports,
  connection: Connection,
  answers: readonly ChallengeAnswer[] | undefined,
  signal: AbortSignal,
): Promise<readonly Challenge[]> {
  const { id: connectionId, userId, provider } = connection;
  const adapter = ports.adapter(provider);
  const facet = adapter.challenges;
  if (!facet)
    throw new UnsupportedError(`The '${provider}' adapter asks no questions; its own page does.`, {
      provider,
      field: 'connectionId',
    });
  const trail = await ports.audit.open(userId);
  const about = { actor: 'user', connectionId, facts: { provider, class: 'challenge' } } as const;
  await trail.append({ action: 'credentials.read', ...about }, { action: 'provider.call', ...about });
  const call = ports.call({ adapter, userId, connectionId, signal, fence: trail.fence });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  const open = await refreshing.with(() => turn(facet, answers, refreshing.call));
  if (answers) await ports.store.ledger.want(connectionId, ports.clock.now());
  return open;
}

function turn(
  facet: ChallengesFacet,
  answers: readonly ChallengeAnswer[] | undefined,
  call: ConnectionCall,
): Promise<readonly Challenge[]> {
  return answers ? facet.answer(answers, call) : facet.list(call);
}
