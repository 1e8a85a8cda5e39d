import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { createWorld } from 'bankweave/sandbox';
import nock from 'nock';
import { expect, test } from 'vitest';
import { guardNetwork } from '../support/nock.ts';
import { plaidRecording } from './plaid.ts';
import { record } from './record.ts';
import { replayFixture } from './replay.ts';
import { trueLayerRecording } from './truelayer.ts';

guardNetwork(['127.0.0.1']);

test('with keys a story is recorded at the host of the provider, and the keys stay out of it', async () => {
  const keys = { PLAID_CLIENT_ID: 'r3al-client-0815', PLAID_SECRET: 'r3al-secret-4711' };
  // Stands in for Plaid: the same API behind the real host name, with other keys and another world.
  const wire = plaidWire({ clientId: keys.PLAID_CLIENT_ID, secret: keys.PLAID_SECRET });
  wire.bind(createWorld({ seed: 'elsewhere' }));
  const asked: string[] = [];
  nock(plaidRecording.host)
    .persist()
    .post(() => true)
    .reply(async (request: Request) => {
      asked.push(new URL(request.url).pathname);
      const body = (await request.text()).replaceAll('ins_109508', 'ins_900001');
      const { method, headers, url } = request;
      const answer = await wire.handle(new Request(url, { method, headers, body }));
      return [answer.status, await answer.text(), Object.fromEntries(answer.headers)];
    });
  const fixture = await record(plaidRecording, 'removal', keys);
  nock.cleanAll();

  expect(fixture.source).toBe('sandbox');
  expect(asked).toContain('/sandbox/public_token/create');
  expect(fixture.exchanges.map(({ path }) => path)).toContain('/item/remove');
  expect(JSON.stringify(fixture)).not.toMatch(/r3al|(access|public|link)-sandbox-/);
  const { result, recorded } = await replayFixture(plaidRecording, fixture);
  expect(result).toEqual(recorded);
});

test("TrueLayer's own sandbox is refused where a person is needed, before anything is asked", async () => {
  const keys = { TRUELAYER_CLIENT_ID: 'sandbox-mine', TRUELAYER_CLIENT_SECRET: 'r3al' };
  await expect(record(trueLayerRecording, 'first_sync', keys)).rejects.toThrow(/person .* browser/);
});
