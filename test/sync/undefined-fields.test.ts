import { expect, test } from 'vitest';
import { Engine } from '../support/engine.ts';
import { visible } from '../support/ledger-state.ts';
import { row, ScriptedProvider } from '../support/scripted-adapter.ts';

const nothing = {
  pendingId: undefined,
  authorizedDate: undefined,
  postedDate: undefined,
  datetime: undefined,
  merchant: undefined,
  channel: undefined,
  location: undefined,
  reference: undefined,
  checkNumber: undefined,
  originalAmount: undefined,
  runningBalance: undefined,
};

test('a field that is undefined is one that is left out: it is not stored, and to leave it out later is no change', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1', nothing)] });
  const engine = await new Engine(provider).link();
  expect((await engine.sync()).counts).toMatchObject({ added: 1, quarantined: 0 });
  const [stored] = await visible(engine.store);
  const facts = Object.keys(stored?.facts ?? {});
  expect(facts).toContain('amount');
  expect(facts.filter((name) => name in nothing)).toEqual([]);
  provider.publish({ upserts: [row('t1')] });
  expect((await engine.sync()).counts).toMatchObject({ unchanged: 1, modified: 0 });
});
