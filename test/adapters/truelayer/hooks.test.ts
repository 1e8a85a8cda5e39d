import type { AvailabilityNotice } from 'bankweave/adapters/truelayer/sandbox';
import { expect, test } from 'vitest';
import { served } from './served.ts';

const to = 'https://app.example/hooks/truelayer';

test('a bank’s availability from the sandbox is taken in, and concerns nobody’s connection; forgeries are not', async () => {
  let there: Awaited<ReturnType<typeof served>>;
  const statuses: number[] = [];
  const deliver = async (request: Request): Promise<Response> => {
    const { status } = await there.bank.webhooks.receive('truelayer', request);
    statuses.push(status);
    return new Response(null, { status });
  };
  there = await served({ wire: { deliver } });
  const connection = await there.link();
  await there.bank.sync(connection.id);
  there.wire.control.forgetCalls();
  const fire = (change: Partial<AvailabilityNotice> = {}) =>
    there.wire.control.fireAvailability({
      to,
      institution: 'thames-bank',
      healthy: false,
      jku: there.jwksUrl,
      ...change,
    });
  await fire();
  await fire({ eventId: 'twice' });
  await fire({ eventId: 'twice' });
  expect(statuses.splice(0)).toEqual([200, 200, 200]);
  await fire({ forgedBody: '{}' });
  await fire({ kid: 'older' });
  await fire({ kid: 'nobody' });
  await fire({ unstamped: true });
  await fire({ at: 0 });
  await fire({ jku: 'https://evil.example/jwks' });
  await fire({ jku: 'https://webhooks.truelayer-sandbox.com/.well-known/jwks' });
  expect(statuses).toHaveLength(7);
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  // Nothing of it asks a bank: there are only the keys, fetched once, and once for each id of no such key.
  expect(there.wire.control.requests.map(({ path }) => path)).toEqual(Array(3).fill('/.well-known/jwks'));
});

test('the notice that an answer is there leads to a sync with the connection’s own token, at our own address', async () => {
  let there: Awaited<ReturnType<typeof served>>;
  const seen: { url: string; status: number }[] = [];
  const deliver = async (request: Request): Promise<Response> => {
    const { status } = await there.bank.webhooks.receive('truelayer', request);
    seen.push({ url: request.url, status });
    return new Response(null, { status });
  };
  there = await served({
    wire: { deliver, asyncPolls: 1_000, asyncSeconds: 86_400, resultsOrigin: 'https://evil.example' },
    adapter: { async: { webhookUri: to, patienceMs: 1 } },
  });
  const { bank, ada, wire } = there;
  const connection = await there.link();
  const first = await bank.sync(connection.id);
  expect(first.counts.added).toBe(0);
  await wire.control.finishTasks();
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]));
  expect(
    seen.every(({ url }) =>
      /^https:\/\/app\.example\/hooks\/truelayer\?connection=[\w-]+&token=[\w-]{20,}$/.test(url),
    ),
  ).toBe(true);
  const forged = new Request(`${to}?token=guessed`, { method: 'POST', body: '{"credentials_id":"x"}' });
  expect((await bank.webhooks.receive('truelayer', forged)).status).toBeGreaterThanOrEqual(400);
  there.wait(60_000);
  const due = await bank.runDue();
  expect(due.map(({ run }) => run?.connectionId)).toContain(connection.id);
  expect((await ada.transactions.list({ limit: 5 })).items.length).toBe(5);
});

test('the address of one connection wakes that one and no other, whatever the notice says', async () => {
  let there: Awaited<ReturnType<typeof served>>;
  const told: { url: string; about: string; body: string }[] = [];
  const deliver = async (request: Request): Promise<Response> => {
    const body = await request.text();
    told.push({
      url: request.url,
      about: (JSON.parse(body) as { credentials_id: string }).credentials_id,
      body,
    });
    return new Response(null, { status: 204 });
  };
  there = await served({
    wire: { deliver, asyncPolls: 1_000, asyncSeconds: 86_400 },
    adapter: { async: { webhookUri: to, patienceMs: 1 } },
  });
  const { bank, wire, link, store } = there;
  const [one, other] = [await link(), await link('thames-bank', 'bob')];
  for (const { id } of [one, other]) await bank.sync(id);
  await wire.control.finishTasks();
  const [first, second] = wire.control.connections().map(({ id }) => id);
  const address = told.find(({ about }) => about === first)?.url ?? '';
  const wanted = () => Promise.all([one, other].map(({ id }) => store.ledger.wanted(id)));
  const before = await wanted();
  const send = async (url: string, about: string | undefined, task: string) => {
    const body = JSON.stringify({ credentials_id: about, task_id: task, status: 'Succeeded' });
    return (await bank.webhooks.receive('truelayer', new Request(url, { method: 'POST', body }))).status;
  };
  // The one that knows an address, and another's id.
  expect(await send(address, second, 'made-up')).toBe(200);
  expect(await wanted()).toEqual([(before[0] ?? 0) + 1, before[1]]);
  const swapped = new URL(address);
  swapped.searchParams.set('connection', second ?? '');
  expect(await send(swapped.href, second, 'made-up')).toBe(401);
  expect(await wanted()).toEqual([(before[0] ?? 0) + 1, before[1]]);
  // A task that nobody asked for is asked after by nobody: the look is at the own one.
  wire.control.forgetCalls();
  there.wait(60_000);
  await bank.runDue();
  const asked = wire.control.requests.map(({ path }) => path).filter((path) => path.includes('/results/'));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((path) => path.includes('made-up'))).toEqual([]);
});
