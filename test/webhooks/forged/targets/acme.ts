import type { JsonWebKey } from 'node:crypto';
import { memoryStore } from 'bankweave';
import { Scene } from '../../scene.ts';
import { HEADER } from '../../signed-adapter.ts';
import { leapingClock } from '../leaping-clock.ts';
import type { KeyAnswer, Target } from '../target.ts';
import { JwtOverHash } from './plaid.ts';

/** An adapter that a stranger wrote from the documentation. */
export async function acmeTarget(): Promise<Target> {
  const clock = leapingClock();
  const scene = await Scene.open(memoryStore(), {}, { clock });
  const signed = new JwtOverHash(HEADER, '/hooks/acme', () => clock.now());
  signed.body = Buffer.from(JSON.stringify({ id: 'event-1', login: 'login-1' }, null, 2));
  const target = {
    keys: 'right' as KeyAnswer,
    id: 'acme',
    bank: scene.bank as unknown as Target['bank'],
    store: scene.store,
    connectionId: scene.connection.id,
    calls: scene.script.calls,
    keyCalls: scene.signer.fetched,
    jump: (ms: number) => clock.jump(ms),
    signed,
  };
  scene.signer.jwks.get = (kid) => {
    if (target.keys === 'broken') throw new Error('down: secret-of-the-key-server');
    return target.keys === 'missing' ? undefined : (signed.published.get(kid) as JsonWebKey | undefined);
  };
  scene.script.calls.length = 0;
  return target;
}
