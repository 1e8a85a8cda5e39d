import { createBankweave } from 'bankweave';
import { createWorld, type World } from 'bankweave/sandbox';
import { sqliteStore } from 'bankweave/store/sqlite';
import { fakerFace } from '../faces/faker.ts';

export const PERSON = { userId: 'ada', institution: 'river-bank', username: 'ada' };
export const START = Date.UTC(2026, 2, 1, 9);

/** Time that stands still but for what passes outside. */
function clockFrom(start: number): World['clock'] {
  const began = performance.now();
  const now = (): number => start + Math.floor(performance.now() - began);
  return {
    now,
    monotonic: now,
    sleep: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}

/** The app over a file, as it is at a moment. */
export function open(file: string, start: number) {
  const world = createWorld({ seed: 3, clock: clockFrom(start), epoch: '2026-02-01' });
  const store = sqliteStore(file);
  const bank = createBankweave({
    adapters: [fakerFace.adapter(world, undefined)],
    store,
    clock: world.clock,
  });
  return { world, store, bank };
}
