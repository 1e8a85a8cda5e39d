import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

test('an asynchronous call is queued, runs, and is answered where it said', async () => {
  const bench = new Bench({ asyncPolls: 2 });
  const ada = await bench.linked();
  const path = `/accounts/${ada.account('checking')}/transactions`;
  const { body } = await ada.get(`${path}?from=2026-11-01&to=2026-11-20&async=true`);
  expect(body).toEqual({
    status: 'Queued',
    task_id: body['task_id'],
    results_uri: `http://truelayer.test/data/v1/results/${String(body['task_id'])}`,
  });
  const poll = async () => (await ada.get(`/results/${String(body['task_id'])}`)).body;
  for (let n = 0; n < 2; n++) expect(await poll()).toEqual({ results: [], status: 'Running' });
  const final = await poll();
  expect(final.status).toBe('Succeeded');
  expect(final.results).toEqual(await ada.results(`${path}?from=2026-11-01&to=2026-11-20`));
  // Another connection has no business here.
  const bob = await bench.linked({ institution: 'thames-bank', username: 'bob' });
  expect((await bob.get(`/results/${String(body['task_id'])}`)).status).toBe(404);
});

test('what goes wrong is in the results, not in the answer', async () => {
  const bench = new Bench({ asyncPolls: 0 });
  const ada = await bench.linked();
  bench.control.fail('accounts', { kind: 'error', code: 'provider_timeout' });
  const queued = await ada.get('/accounts?async=true');
  expect(queued.body.status).toBe('Queued');
  const { body } = await ada.get(`/results/${String(queued.body['task_id'])}`);
  expect(body).toMatchObject({ results: [], status: 'Failed', error: 'provider_timeout' });
});

test('a gateway spoils an asynchronous call at once', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  bench.control.fail('accounts', { kind: 'html', status: 502 });
  expect((await ada.get('/accounts?async=true')).status).toBe(502);
});

test('a webhook needs an address', async () => {
  const ada = await new Bench().linked();
  expect((await ada.get('/accounts?async=true&webhook_uri=nowhere')).body.error).toBe('validation_error');
});

test('the webhook tells that a task is over, and nothing of the data', async () => {
  const sent: Request[] = [];
  const bench = new Bench({
    resultsOrigin: 'https://evil.example',
    deliver: async (request) => {
      sent.push(request);
      return new Response(null, { status: 202 });
    },
  });
  const ada = await bench.linked();
  const { body } = await ada.get(
    `/accounts?async=true&webhook_uri=${encodeURIComponent('https://app.example/hook')}`,
  );
  await bench.control.finishTasks();
  await bench.control.finishTasks();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.method).toBe('POST');
  expect(await sent[0]?.json()).toEqual({
    request_timestamp: '0001-01-01T00:00:00',
    request_uri: expect.stringContaining('/data/v1/accounts?async=true') as string,
    credentials_id: ada.id,
    task_id: body['task_id'],
    status: 'Succeeded',
    results_uri: `https://evil.example/data/v1/results/${String(body['task_id'])}`,
  });
  expect(bench.control.webhooks).toMatchObject([{ url: 'https://app.example/hook', status: 202 }]);
  expect((await ada.get(`/results/${String(body['task_id'])}`)).body.results).toHaveLength(2);
});

test('a webhook goes to this machine alone unless somebody else delivers it', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  await ada.get('/accounts?async=true&webhook_uri=https%3A%2F%2Fapp.example%2Fhook');
  // Told or not, the results are there.
  await bench.control.finishTasks().catch(() => undefined);
  expect(bench.control.webhooks).toMatchObject([{ url: 'https://app.example/hook', status: null }]);
});
