import { nextTurn } from '../../../internal/next-turn.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';
import { failureOf } from './feed.ts';

const TURNS = 20;

/** What a promise settles with within a few turns of the event loop. */
async function soon(promise: Promise<unknown>): Promise<unknown> {
  const late = Symbol('late');
  const patience = (async () => {
    for (let turn = 0; turn < TURNS; turn++) await nextTurn();
    return late;
  })();
  const outcome: unknown = await Promise.race([promise, patience]);
  if (outcome === late) broken(`${TURNS} turns after the abort the pull still goes on`);
  return outcome;
}

export const abortLaws: readonly AdapterLaw[] = [
  law('ABORT-01', 'an aborted call does nothing', {}, async (rig) => {
    await rig.read();
    const [scope = ''] = await rig.scopes();
    const before = rig.network.sent.length;
    const reason = new Error('aborted by the kit');
    expect(
      await soon(failureOf(rig.pull(scope, null, AbortSignal.abort(reason)))),
      'what the pull ends with',
    ).toBe(reason);
    expect(rig.network.sent.length, 'requests').toBe(before);
  }),

  law('ABORT-02', 'a pull that is aborted between two batches ends there', {}, async (rig) => {
    await rig.read();
    const [scope = ''] = await rig.scopes();
    const controller = new AbortController();
    const reason = new Error('aborted by the kit');
    const batches = rig.pull(scope, null, controller.signal);
    const first = await batches.next();
    if (first.done) broken('a pull from the beginning yields nothing');
    controller.abort(reason);
    const ending = batches.next().then(
      ({ done }) => (done ? 'done' : 'another batch'),
      (error: unknown) => error,
    );
    const outcome = await soon(ending);
    // Nothing is left to abort where the first batch was the last.
    if (outcome !== 'done') expect(outcome, 'what the pull ends with').toBe(reason);
  }),

  law(
    'ABORT-03',
    'a pull that is aborted while a request is on its way leaves nothing open',
    { exempt: offline },
    async (rig) => {
      await rig.read();
      const [scope = ''] = await rig.scopes();
      const controller = new AbortController();
      const reason = new Error('aborted by the kit');
      const never = new Promise<never>(() => {});
      let asked = (): void => {};
      const left = new Promise<void>((resolve) => (asked = resolve));
      rig.network.interference = {
        before: () => {
          asked();
          return never;
        },
      };
      const ending = failureOf(rig.pull(scope, null, controller.signal));
      await left;
      controller.abort(reason);
      expect(await soon(ending), 'what the pull ends with').toBe(reason);
      await nextTurn();
      expect(rig.network.underWay, 'requests still on their way').toBe(0);
    },
  ),
];
