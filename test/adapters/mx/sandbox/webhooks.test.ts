import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { MxWebhookOptions } from 'bankweave/adapters/mx/sandbox';
import { mxStage } from './sdk.ts';

interface Received {
  readonly authorization: string | null;
  readonly callback: string | null;
  readonly body: Record<string, unknown>;
}

/** A receiver that answers in turn, 204 in the end. */
function receiver(...answers: readonly number[]) {
  const received: Received[] = [];
  const left = [...answers];
  const deliver = async (request: Request): Promise<Response> => {
    received.push({
      authorization: request.headers.get('authorization'),
      callback: request.headers.get('x-callback-payload'),
      body: (await request.json()) as Record<string, unknown>,
    });
    return new Response(null, { status: left.shift() ?? 204 });
  };
  const options: MxWebhookOptions = {
    url: 'https://app.example/hooks',
    basic: { username: 'mx', password: 'hook' },
    deliver,
  };
  return { received, options };
}

test('a good job is told with its counts and with Basic, a bad state by its name and number', async () => {
  const { received, options } = receiver();
  const { control, linked, world } = await mxStage({ webhooks: options });
  const { user, member } = await linked();
  await control.webhooks.flush();
  expect(received[0]?.authorization).toBe(`Basic ${btoa('mx:hook')}`);
  expect(received[0]?.body).toMatchObject({
    type: 'AGGREGATION',
    action: 'member_data_updated',
    member_guid: member,
    user_guid: user,
    is_background: false,
    completed_at: Math.floor(world.now() / 1000),
    transactions_created_count: expect.any(Number),
    transactions_updated_count: 0,
  });
  world.fail('river-bank.ada', { kind: 'login_required' });
  await control.webhooks.flush();
  expect(received[1]?.body).toMatchObject({
    type: 'CONNECTION_STATUS',
    action: 'CHANGED',
    connection_status: 'DENIED',
    connection_status_id: 2,
  });
  // Nothing tells of the recovery but the next good job.
  world.heal('river-bank.ada');
  await control.webhooks.flush();
  expect(received.slice(2).map(({ body }) => body['type'])).toEqual(['AGGREGATION']);
});

test('a notice that is not received comes again, later and later, and is given up in the end', async () => {
  const { received, options } = receiver(...Array.from({ length: 20 }, () => 500));
  const { control, linked, world } = await mxStage({ webhooks: options });
  await linked();
  for (let hour = 0; hour < 60 * 20; hour++) {
    await control.webhooks.flush();
    world.advance({ minutes: 1 });
  }
  await control.webhooks.flush();
  for (let hour = 0; hour < 10; hour++) {
    world.advance({ hours: 1 });
    await control.webhooks.flush();
  }
  expect(received.filter(({ body }) => body['is_background'] === false)).toHaveLength(13);
  expect(control.webhooks.notices[0]?.state).toBe('given_up');
});

test('nothing leaves by itself where a simulation wants to say when', async () => {
  for (const automatic of [false, true]) {
    const { received, options } = receiver();
    const { control, linked, call } = await mxStage({ webhooks: { ...options, automatic } });
    await linked();
    await call('/users');
    await new Promise((resolve) => setImmediate(resolve));
    expect(received.length > 0).toBe(automatic);
    await control.webhooks.flush();
    expect(received).toHaveLength(1);
  }
});

test('notices come twice, in the wrong order, or never', async () => {
  const { received, options } = receiver();
  const { control } = await mxStage({ webhooks: { ...options, copies: 2, reordered: true, loseEvery: 3 } });
  for (const n of [1, 2, 3, 4]) control.webhooks.put({ n });
  await control.webhooks.flush();
  expect(received.map(({ body }) => body['n'])).toEqual([4, 4, 2, 2, 1, 1]);
});

test('the nested envelope, and the payload that MX echoes', async () => {
  const { received, options } = receiver();
  const { control, linked, call, world } = await mxStage({ webhooks: { ...options, envelope: 'nested' } });
  const { user, member } = await linked();
  world.advance({ hours: 4 });
  await call(`/users/${user}/members/${member}/aggregate`, {
    method: 'POST',
    headers: { 'x-callback-payload': btoa('mine') },
  });
  control.finishJobs();
  await control.webhooks.flush();
  expect(received.find(({ body }) => 'member' in body)?.body).toMatchObject({
    action: 'created',
    member: { guid: member, revision: 1 },
  });
  expect(received.findLast(({ body }) => body['type'] === 'AGGREGATION')?.callback).toBe(btoa('mine'));
});

test('object notices tell each transaction once, and the end of one', async () => {
  const { received, options } = receiver();
  const { control, linked, world } = await mxStage({ webhooks: { ...options, envelope: 'nested' } });
  const { id } = world.post('river-bank.ada.checking', { amount: '-3.00', description: 'Short-lived' });
  world.advance({ minutes: 1 });
  const { member } = await linked();
  await control.webhooks.flush();
  const about = () => received.filter(({ body }) => 'transaction' in body);
  const made = about();
  expect(new Set(made.map(({ body }) => body['action']))).toEqual(new Set(['created']));
  const short = made.find(
    ({ body }) => (body['transaction'] as { description: string }).description === 'Short-lived',
  );
  received.length = 0;
  world.advance({ minutes: 1 });
  world.remove(id);
  world.advance({ minutes: 1 });
  control.refresh(member);
  await control.webhooks.flush();
  const gone = short?.body['transaction'] as { guid: string } | undefined;
  expect(about().map(({ body }) => body)).toMatchObject([
    { action: 'deleted', transaction: { guid: gone?.guid } },
  ]);
});

test('without a deliverer of its own the wire posts to loopback, and nowhere else', async () => {
  const bodies: string[] = [];
  const server = createServer((incoming, outgoing) => {
    let text = '';
    incoming.on('data', (piece) => (text += String(piece)));
    incoming.on('end', () => {
      bodies.push(text);
      outgoing.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const near = await mxStage({ webhooks: { url: `http://127.0.0.1:${port}/hooks` } });
  near.control.webhooks.put({ n: 1 });
  await near.control.webhooks.flush();
  expect([bodies, near.control.webhooks.notices[0]?.state]).toEqual([['{"n":1}'], 'received']);
  const far = await mxStage({ webhooks: { url: 'http://bank.example/hooks' } });
  far.control.webhooks.put({ n: 1 });
  await far.control.webhooks.flush();
  expect(far.control.webhooks.notices[0]).toMatchObject({ answers: [0], state: 'waiting' });
});
