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
      const from = rig.network.sent.length;
      for await (const _ of rig.pull(scope, null));
      const requests = rig.network.sent.length - from;
      // The first, the last and some between.
      const step = Math.max(1, Math.ceil(requests / 4));
      for (let nth = 1; nth <= requests; nth = nth === requests ? nth + 1 : Math.min(requests, nth + step)) {
        const controller = new AbortController();
        const reason = new Error('aborted by the kit');
        let asked = (): void => {};
        const left = new Promise<void>((resolve) => (asked = resolve));
        let count = 0;
        rig.network.interference = {
          before() {
            if (++count < nth) return undefined;
            asked();
            return new Promise<never>(() => {});
          },
        };
        const ending = failureOf(rig.pull(scope, null, controller.signal));
        await Promise.race([left, ending]);
        controller.abort(reason);
        expect(await soon(ending), `what the pull ends with, aborted in request ${nth}`).toBe(reason);
        await nextTurn();
        expect(rig.network.underWay, 'requests still on their way').toBe(0);
        rig.network.interference = {};
      }
    },
  ),
];
