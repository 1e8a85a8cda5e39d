import { expect, test } from 'vitest';
import { Engine } from '../support/engine.ts';
import { ScriptedProvider } from '../support/scripted-adapter.ts';

// Nothing here is timed; work that is not near linear does not come to its end in time.
test('records without an id each have a place of their own, also where there are very many', async () => {
  const provider = new ScriptedProvider();
  const engine = await new Engine(provider).link();
  const rejected = Array.from({ length: 40_000 }, () => ({ account: 'a', path: 'id', reason: 'an id' }));
  provider.publish([{ rejected }]);
  expect((await engine.sync()).counts).toMatchObject({ received: 40_000, quarantined: 40_000 });
});
