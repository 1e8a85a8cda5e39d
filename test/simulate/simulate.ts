import { createWorld, type Wire } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { vault } from 'bankweave/vault';
import { inProcess } from '../support/in-process.ts';
import { Chance } from './chance.ts';
import { FACES } from '../faces/faces.ts';
import type { Deliver, Face } from '../faces/face.ts';
import type { Weather } from './ports.ts';
import { Actor, Scheduler } from './scheduler.ts';
import type { Surroundings } from './process.ts';
import { Story } from './story.ts';

/** How one seed ended. */
export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  /** Digest of everything that happened, in order: the same seed gives the same one. */
  readonly digest: string;
  readonly problems: readonly string[];
  /** The last things that happened. */
  readonly recent: readonly string[];
}

const refused = async (): Promise<Response> => new Response(null, { status: 503 });
const START = Date.UTC(2026, 2, 1, 9);
const weathers: readonly Weather[] = [
  { refused: 0, lost: 0 },
  { refused: 0.01, lost: 0.005 },
  { refused: 0.04, lost: 0.03 },
];

/** Tells the story of one seed. */
export async function simulate(seed: number, faces: readonly Face[] = FACES): Promise<Outcome> {
  const chance = new Chance(seed);
  const scheduler = new Scheduler(new Chance(seed, 'order'), START);
  const world = createWorld({ seed, clock: scheduler.clockOf(new Actor('the world')), epoch: '2026-01-01' });
  const receiver: { current?: Story } = {};
  const wires = new Map<string, Wire>(
    faces.flatMap(({ id, wire }) => {
      const deliver: Deliver = (request) => receiver.current?.receive(id, request) ?? refused();
      return wire ? [[id, wire(deliver)] as const] : [];
    }),
  );
  const store = chance.happens(0.3) ? sqliteStore(':memory:') : memoryStore();
  const problems: string[] = [];
  const surroundings: Surroundings = {
    seed,
    scheduler,
    store,
    world,
    wires,
    faces,
    problems,
    network: inProcess(world, [...wires.values()]),
    weather: { ...chance.pick(weathers) },
    ring: 0,
    vault: () => vault({ keys: rings[surroundings.ring] ?? [] }),
  };
  try {
    const story = new Story(surroundings, chance);
    receiver.current = story;
    await scheduler.run(story.tell());
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : 'something was thrown');
  }
  await store.close();
  return { seed, steps: scheduler.steps, digest: scheduler.digest(), problems, recent: scheduler.recent };
}

// No keys of anybody.
const keyOf = (factor: number): string =>
  Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => (i * factor + 11) % 251)).toString('base64');
const [old, next] = [
  { id: 'old', secret: keyOf(37) },
  { id: 'next', secret: keyOf(53) },
];
/** Add, promote, and after the re-wrap remove. */
const rings = [[old], [old, next], [next, old], [next]];
