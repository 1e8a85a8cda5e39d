import { type Bankweave, createBankweave, isBankweaveError, type Run } from 'bankweave';
import type { AnyAdapter, Transport } from 'bankweave/adapter-kit';
import { createWorld, type Wire, type World } from 'bankweave/sandbox';
import { memoryStore, type Store } from 'bankweave/store';
import { beforeAll, expect, test } from 'vitest';
import type { Face, Person } from '../faces/face.ts';
import { FACES } from '../faces/faces.ts';
import { warmUp } from '../faces/warm-up.ts';
import { Chance } from '../simulate/chance.ts';
import { consistent, divergence, unbalanced } from '../simulate/oracle.ts';
import { Actor, Scheduler } from '../simulate/scheduler.ts';
import { inProcess } from '../support/in-process.ts';
import { type Damage, damageInside, sameForEver, wholeDamage } from './damage.ts';

// A provider that answers anything: every error is one of ours, nothing loops, nothing is lost for good.
// More on demand: HOSTILE_PAYLOADS=200000 npx vitest run --config test/vitest.config.ts test/hostile/hostile

const speaking = FACES.filter(({ wire }) => wire);
const PAYLOADS = Number(process.env['HOSTILE_PAYLOADS'] ?? (process.env['CI'] ? 2_250 : 750));
/** A payload is one spoiled answer; a test spoils so many of one provider. */
const BLOCK = 250;
/** So many spoiled syncs happen to the same bank, one after the other. */
const SYNCS = 10;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No honest sync of this world asks more often. */
const MOST_REQUESTS = 400;

/** One bank over one provider whose answers can be spoiled. */
interface Scene {
  readonly face: Face;
  readonly wire: Wire | undefined;
  readonly world: World;
  readonly store: Store;
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly person: Person;
  readonly connectionId: string;
  readonly linkedAt: number;
  readonly tap: Tap;
}

/** What happens to the answers that pass. */
class Tap {
  requests = 0;
  spoiled = 0;
  /** The names of what was done to them. */
  readonly names: string[] = [];
  /** So many answers are spoiled, from the nth on. */
  plan: { readonly next: () => Damage; readonly from: number; readonly times: number } | undefined;

  through(transport: Transport): Transport {
    return async (request) => {
      this.requests += 1;
      if (this.requests > MOST_REQUESTS) throw new Error('more requests than any honest sync needs');
      const answer = await transport(request);
      const { plan } = this;
      if (!plan || this.requests < plan.from || this.spoiled >= plan.times) return answer;
      this.spoiled += 1;
      const damage = plan.next();
      this.names.push(damage.name);
      const body = Buffer.from(answer.body as Uint8Array);
      return damage.apply({
        status: answer.status,
        headers: answer.headers as Record<string, string>,
        body,
      });
    };
  }

  begin(plan?: Tap['plan']): void {
    this.plan = plan;
    this.requests = 0;
    this.spoiled = 0;
  }
}

async function scene(face: Face, seed: number, clock: World['clock']): Promise<Scene> {
  const world = createWorld({ seed, clock, epoch: '2026-02-01' });
  const wire = face.wire?.();
  const { urls, transport } = inProcess(world, wire ? [wire] : []);
  const [store, tap] = [memoryStore(), new Tap()];
  const adapters = [face.adapter(world, urls[face.id])];
  const bank = createBankweave({ adapters, store, clock, transport: tap.through(transport) });
  const person = { userId: 'ada', institution: face.institutions[0] ?? '', username: `u${seed}` };
  const connectionId = await face.link(bank, person, wire);
  return { face, wire, world, store, bank, person, connectionId, linkedAt: world.now(), tap };
}

const attended = { ip: '203.0.113.7' };

/** A sync with spoiled answers. */
async function spoiled(at: Scene, next: () => Damage, chance: Chance): Promise<readonly string[]> {
  const { bank, connectionId, tap, store } = at;
  const problems: string[] = [];
  tap.begin({ next, from: 1 + chance.below(3), times: chance.pick([1, 3, 10, 50]) });
  try {
    problems.push(...unbalanced(await bank.sync(connectionId, { attended })));
  } catch (error) {
    if (!isBankweaveError(error)) problems.push(`threw ${error instanceof Error ? error.stack : 'no error'}`);
  }
  if (tap.requests > MOST_REQUESTS) problems.push('loops');
  if (({} as { polluted?: unknown }).polluted !== undefined) problems.push('polluted a prototype');
  return [...problems, ...(await consistent(store, connectionId))];
}

/** Good answers, until three syncs have come to their end; false where they do not. */
async function recovers(at: Scene): Promise<boolean> {
  for (let attempt = 0, complete = 0; attempt < 40; attempt++) {
    await at.world.clock.sleep(attempt < 3 ? MINUTE : HOUR);
    if (at.wire) at.face.freshen?.(at.wire);
    at.tap.begin();
    const run: Run | undefined = await at.bank.sync(at.connectionId, { attended }).catch(() => undefined);
    if (run?.status === 'complete' && ++complete === 3) return true;
  }
  return false;
}

/** What a bank is like that meets one damage after the other. */
interface Ordeal {
  readonly payloads: number;
  readonly problems: readonly string[];
}

/** Spoils some syncs of one bank; what cannot be used must leave no trace in the end. */
async function ordeal(at: Scene, chance: Chance): Promise<Ordeal> {
  const { clock } = at.world;
  const unusable = chance.happens(0.3);
  let payloads = 0;
  const ends = (...problems: readonly string[]): Ordeal => ({
    payloads,
    problems: problems.length > 0 ? [...problems, `after ${at.tap.names.join(', ')}`] : [],
  });
  const forever = chance.happens(0.05) ? sameForEver() : undefined;
  const next = (): Damage => (unusable ? wholeDamage(chance) : (forever ?? damageInside(chance)));
  if (chance.happens(0.5)) await at.bank.sync(at.connectionId, { attended });
  for (let count = 0; count < SYNCS; count++) {
    await clock.sleep((1 + chance.below(20)) * HOUR);
    if (at.wire) at.face.freshen?.(at.wire);
    const problems = await spoiled(at, next, chance);
    payloads += at.tap.spoiled;
    if (problems.length > 0) return ends(...problems);
  }
  if (payloads === 0) return ends('nothing was spoiled');
  if (!unusable) return ends();
  if (!(await recovers(at))) return ends('does not come to rest');
  return ends(...(await divergence(at, at.connectionId, at.person, at.linkedAt)));
}

const blocks = speaking.flatMap((face) =>
  Array.from({ length: Math.ceil(PAYLOADS / speaking.length / BLOCK) }, (_, block) => ({
    face,
    id: face.id,
    block,
  })),
);

beforeAll(() => warmUp());

test.each(blocks)('$id, block $block', { timeout: 300_000 }, async ({ face, block }) => {
  for (let [seed, payloads] = [block * BLOCK, 0]; payloads < BLOCK; seed++) {
    const chance = new Chance(seed, `hostile ${face.id}`);
    const scheduler = new Scheduler(new Chance(seed), Date.UTC(2026, 2, 1, 9));
    const clock = scheduler.clockOf(new Actor('all'));
    const ended = await scheduler.run(scene(face, seed, clock).then((at) => ordeal(at, chance)));
    expect(ended.problems, `${face.id}, seed ${seed}`).toEqual([]);
    payloads += ended.payloads;
  }
});
