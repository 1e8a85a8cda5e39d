import { isBankweaveError } from 'bankweave';
import { memoryStore, type Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { expect, test, vi } from 'vitest';
import { FaultPoint, type Mode } from '../support/fault-point.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type HostScene, hostScene, outcomeOf } from './host-scene.ts';
import { HOST_STORIES, type HostStory } from './host-stories.ts';

// Something goes wrong at every single call of what people ask for; they ask again, and it is as if nothing had.
vi.setConfig({ testTimeout: 300_000 });

const ALL_WAYS = process.env['EVERY_PORT_CALL'] === 'all';
const WAYS: readonly Mode[] = ['fail before', 'fail after', 'die before', 'die after'];
const CODE = { code: 'login-of-ada' };

/** Signs in again where the connection says that somebody has to, as after a token that was lost on its way. */
async function repairedIfAsked({ ada, id, provider }: HostScene): Promise<void> {
  const { status } = await ada.connections.get(id);
  if (status !== 'action_required' || provider.revoked) return;
  const { id: session } = await ada.links.repair(id);
  await ada.links.complete('grants', session, CODE);
}

async function tell(story: HostStory, store: Store, point: FaultPoint): Promise<unknown> {
  const clock = new ManualClock();
  await store.open({ clock });
  const scene = await hostScene(store, clock);
  await story.before?.(scene);
  const struck = scene.at(point);
  const done = async (bank: HostScene['bank']): Promise<string> =>
    story.ask(bank, scene).then(
      () => '',
      (error: unknown) => {
        const code = isBankweaveError(error) ? error.code : String(error);
        return story.done?.includes(code) ? '' : code;
      },
    );
  let ended = await done(struck);
  const dead = point.dead;
  for (let attempt = 0; (dead || ended !== '') && attempt < 4; attempt++) {
    // Longer than a lease and than an exchange that died.
    clock.advance(130_000);
    ended = await done(scene.bank);
    if (ended === '') break;
    await repairedIfAsked(scene).catch(() => {});
  }
  clock.advance(130_000);
  await scene.bank.runDue();
  await repairedIfAsked(scene);
  clock.advance(86_400_000);
  await scene.bank.runDue();
  const outcome = { ended: ended === '' ? 'done' : ended, ...((await outcomeOf(scene)) as object) };
  const { findings } = await scene.bank.check();
  await scene.bank.close();
  // Two rows are all the history that this bank has, and they do not add up to its balances.
  const odd = findings.filter(({ type }) => type !== 'short_history' && type !== 'balance_drift');
  return { ...outcome, findings: odd.map(({ type }) => type) };
}

const stores: Readonly<Record<string, () => Store>> = {
  memory: () => memoryStore(),
  SQLite: () => sqliteStore(':memory:'),
};

for (const [kind, open] of Object.entries(stores)) {
  test.each(HOST_STORIES.map((story) => [story.name, story] as const))(`${kind}: %s`, async (_, story) => {
    const calm = new FaultPoint();
    const expected = await tell(story, open(), calm);
    expect(calm.calls).toBeGreaterThan(0);
    expect(expected).toMatchObject({ findings: [] });
    for (let at = 1; at <= calm.calls; at++)
      for (const mode of ALL_WAYS ? WAYS : [WAYS[(at + kind.length) % WAYS.length] as Mode]) {
        const point = new FaultPoint(at, mode);
        const outcome = await tell(story, open(), point);
        expect(outcome, `${mode} at call ${at}: ${point.where}`).toEqual(expected);
      }
  });
}
