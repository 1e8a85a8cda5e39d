import { type Bankweave, createBankweave } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { createWorld, serveSandbox, type Wire, type World } from 'bankweave/sandbox';
import { memoryStore, type Store } from 'bankweave/store';
import { expect, onTestFinished } from 'vitest';
import type { Face, Person } from '../faces/face.ts';
import { divergence } from '../simulate/oracle.ts';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';

const SPEED = 200;
export const attended = { ip: '203.0.113.7' };

/** Time that passes faster than outside, so that nobody waits for time-outs. */
function fastClock(start: number): World['clock'] {
  const began = performance.now();
  const now = (): number => start + Math.floor((performance.now() - began) * SPEED);
  return {
    now,
    monotonic: now,
    sleep: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = setTimeout(resolve, Math.ceil(ms / SPEED));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}

/** A provider over real sockets, behind a network that can break, with one login that was read once. */
export interface BehindProxy {
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly store: Store;
  readonly world: World;
  readonly proxy: FaultProxy;
  readonly id: string;
  /** Lets time pass in the world, and the provider hear of it. */
  pass(time: Parameters<World['advance']>[0]): void;
  /** Syncs over an unbroken network until so many runs were whole, with so much time before each; then compares. */
  comesRight(runs: number, time: Parameters<World['advance']>[0]): Promise<void>;
}

export async function behindProxy(face: Face, seed = 4): Promise<BehindProxy> {
  const clock = fastClock(Date.UTC(2026, 2, 1, 9));
  const world = createWorld({ seed, clock, epoch: '2026-02-01' });
  const wire: Wire | undefined = face.wire?.();
  const served = await serveSandbox({ world, wires: wire ? [wire] : [] });
  const proxy = await faultProxy(served.urls[face.id] ?? '');
  const store = memoryStore();
  const bank = createBankweave({ adapters: [face.adapter(world, proxy.url)], store, clock: world.clock });
  onTestFinished(async () => {
    await bank.close();
    await proxy.close();
    await served.close();
  });
  const person: Person = { userId: 'ada', institution: face.institutions[0] ?? '', username: 'ada' };
  const linkedAt = world.now();
  const id = await face.link(bank, person, wire);
  await bank.sync(id, { attended });
  const pass: BehindProxy['pass'] = (time) => {
    world.advance(time);
    if (wire) face.freshen?.(wire);
  };
  return {
    bank,
    store,
    world,
    proxy,
    id,
    pass,
    async comesRight(runs, time) {
      await proxy.now(undefined);
      for (let complete = 0, attempt = 0; complete < runs; attempt++) {
        expect(attempt, 'does not come to rest').toBeLessThan(30);
        pass(time);
        const run = await bank.sync(id, { attended }).catch(() => undefined);
        if (run?.status === 'complete') complete += 1;
        // A token that was renewed while its answer got lost is gone for good.
        else if ((await bank.user('ada').connections.get(id)).status === 'action_required')
          await face.repair(bank, id, person, wire);
      }
      expect(await divergence({ store, world }, id, person, linkedAt)).toEqual([]);
    },
  };
}
