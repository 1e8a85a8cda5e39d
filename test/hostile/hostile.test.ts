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
import { type Damage, damage } from './damage.ts';

// A provider that answers anything: every error is one of ours, nothing loops, nothing is lost for good.
// More on demand: HOSTILE_PAYLOADS=200000 npx vitest run --config test/vitest.config.ts test/hostile/hostile

const speaking = FACES.filter(({ wire }) => wire);
const PAYLOADS = Number(process.env['HOSTILE_PAYLOADS'] ?? (process.env['CI'] ? 2_000 : 150));
const BLOCK = 50;
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
  /** The answers to this place are spoiled, from the nth on. */
  plan: { readonly damage: Damage; readonly from: number; readonly times: number } | undefined;

  through(transport: Transport): Transport {
    return async (request) => {
      this.requests += 1;
      if (this.requests > MOST_REQUESTS) throw new Error('more requests than any honest sync needs');
      const answer = await transport(request);
      const { plan } = this;
      if (!plan || this.requests < plan.from || this.spoiled >= plan.times) return answer;
      this.spoiled += 1;
      const body = Buffer.from(answer.body as Uint8Array);
      return plan.damage.apply({
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

/** One payload: a sync with spoiled answers, then as many good ones as it takes. */
async function survives(
  at: Scene,
  spoiling: Damage,
  chance: Chance,
  clock: World['clock'],
): Promise<readonly string[]> {
  const { bank, connectionId, tap, store } = at;
  const problems: string[] = [];
  await clock.sleep((1 + chance.below(20)) * HOUR);
  if (at.wire) at.face.freshen?.(at.wire);
  tap.begin({ damage: spoiling, from: 1 + chance.below(3), times: chance.pick([1, 1, 3, 50]) });
  try {
    problems.push(...unbalanced(await bank.sync(connectionId, { attended })));
  } catch (error) {
    if (!isBankweaveError(error)) problems.push(`threw ${error instanceof Error ? error.stack : 'no error'}`);
  }
  if (tap.spoiled === 0) problems.push('nothing was spoiled');
  if (tap.requests > MOST_REQUESTS) problems.push('loops');
  if (({} as { polluted?: unknown }).polluted !== undefined) problems.push('polluted a prototype');
  tap.begin();
  problems.push(...(await consistent(store, connectionId)));
  if (!spoiling.unusable) return problems;
  let run: Run | undefined;
  for (let attempt = 0, complete = 0; attempt < 40 && complete < 3; attempt++) {
    await clock.sleep(attempt < 3 ? MINUTE : HOUR);
    if (at.wire) at.face.freshen?.(at.wire);
    tap.begin();
    run = await bank.sync(connectionId, { attended }).catch(() => undefined);
    if (run?.status === 'complete') complete += 1;
  }
  if (run?.status !== 'complete') return [...problems, `does not come to rest: ${run?.status}`];
  return [...problems, ...(await divergence(at, connectionId, at.person, at.linkedAt))];
}

const blocks = speaking.flatMap((face) =>
  Array.from({ length: Math.ceil(PAYLOADS / speaking.length / BLOCK) }, (_, block) => ({
    face,
    id: face.id,
    from: 1 + block * BLOCK,
  })),
);

beforeAll(() => warmUp());

test.each(blocks)('$id, payloads from $from', { timeout: 300_000 }, async ({ face, from }) => {
  for (let seed = from; seed < from + BLOCK; seed++) {
    const chance = new Chance(seed, `hostile ${face.id}`);
    const scheduler = new Scheduler(new Chance(seed), Date.UTC(2026, 2, 1, 9));
    const clock = scheduler.clockOf(new Actor('all'));
    const spoiling = damage(chance);
    const problems = await scheduler.run(
      (async () => {
        const here = await scene(face, seed, clock);
        await here.bank.sync(here.connectionId, { attended });
        return survives(here, spoiling, chance, clock);
      })(),
    );
    expect(problems, `${face.id}, payload ${seed}: ${spoiling.name}`).toEqual([]);
  }
});
