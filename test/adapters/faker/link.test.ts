import { expect, test } from 'vitest';
import { type FakerLinkParams, faker } from 'bankweave/adapters/faker';
import { fakerWire } from 'bankweave/adapters/faker/sandbox';
import { createWorld } from 'bankweave/sandbox';
import { callFor, linked, pull, session, stoppedClock } from './harness.ts';

const setup = (options: { baseUrl?: string; redirectUri?: string } = {}) => {
  const world = createWorld({ seed: 7, clock: stoppedClock(), epoch: '2026-09-01' });
  const adapter = faker({ world, ...options });
  const call = callFor({}, world);
  const exchange = async (context: Readonly<Record<string, string>>, params?: FakerLinkParams) =>
    adapter.link.exchange({ session: { ...session, context }, params }, call);
  return { world, adapter, call, exchange };
};

test('an option that nobody reads is refused, with the one it resembles', () => {
  expect(() => faker({ sed: 7 } as never)).toThrow('faker has no option "sed"; did you mean "seed"?');
});

test('without a page a link is complete at once; the username is the user of the app', async () => {
  const { adapter, call, exchange } = setup();
  const started = await adapter.link.start({ session, input: undefined }, call);
  expect(started).toEqual({ kind: 'none', context: { institution: 'river-bank', username: 'ada' } });
  const { credentials, providerConnectionId } = await exchange(started.context ?? {});
  expect(providerConnectionId).toBe('river-bank.ada');
  expect(credentials).toEqual({
    institution: 'river-bank',
    username: 'ada',
    grantedAt: String(call.clock.now()),
  });
});

test('what a link asks for is checked', async () => {
  const { adapter, call } = setup();
  const start = async (input: object) => adapter.link.start({ session, input }, call);
  await expect(start({ institution: 'nowhere' })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'institution',
  });
  await expect(start({ username: ' ' })).rejects.toMatchObject({ code: 'invalid_input', field: 'username' });
  await expect(start({ scenario: 'none' })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'scenario',
  });
  expect(() => faker({ historyDays: 731 })).toThrow(/historyDays/);
  expect(() => faker({ pageSize: 0 })).toThrow(/pageSize/);
  expect(() => faker({ baseUrl: 'file:///etc' })).toThrow(/baseUrl/);
  expect(() => faker({ world: setup().world, seed: 1 })).toThrow(/world/);
});

test('a scenario is played as the link completes, and goes on day by day', async () => {
  const { adapter, call, exchange, world } = setup();
  const started = await adapter.link.start({ session, input: { scenario: 'tip' } }, call);
  await exchange(started.context ?? {});
  const rows = () => world.ledger('river-bank.ada.checking').filter((row) => row.key.includes('-h'));
  expect(rows()).toMatchObject([{ status: 'pending', amount: { value: '-42.00' } }]);
  world.advance({ days: 1 });
  expect(rows()).toMatchObject([{ status: 'posted', amount: { value: '-50.40' } }]);
});

test('a repair keeps to its bank and person, and ends what the bank wanted', async () => {
  const { world, adapter, call } = await linked({ institution: 'thames-bank', username: 'bob' });
  world.fail('thames-bank.bob', { kind: 'login_required' });
  const repair = { ...session, mode: 'reauthenticate' } as const;
  const started = await adapter.link.start({ session: repair, input: undefined, connection: call }, call);
  expect(started.context).toEqual({ institution: 'thames-bank', username: 'bob' });
  const { credentials } = await adapter.link.exchange(
    { session: { ...repair, context: started.context ?? {} }, params: undefined },
    call,
  );
  expect((await pull(adapter, { ...call, credentials }, null)).checkpoint).toBeTypeOf('string');
});

test('the person chooses bank and accounts on a page, and comes back with a code', async () => {
  const redirectUri = 'https://app.example/back?keep=1';
  const { world, adapter, call, exchange } = setup({ baseUrl: 'http://127.0.0.1:1', redirectUri });
  const wire = fakerWire();
  wire.bind(world);
  const started = await adapter.link.start({ session, input: undefined }, call);
  expect(started.kind).toBe('redirect');

  const banks = await wire.handle(new Request(started.url ?? ''));
  const policy = banks.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' https://app.example");
  const links = [...(await banks.text()).matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(links).toHaveLength(world.institutions.length);
  const chosen = links.find((link) => link.includes('rhine-bank'))?.replaceAll('&#38;', '&') ?? '';

  const signIn = await (await wire.handle(new Request(new URL(chosen, started.url)))).text();
  expect(signIn).toContain('Sign in to Rheinufer Bank');
  const post = (path: string, fields: Record<string, string> | [string, string][]) =>
    wire.handle(
      new Request(`http://127.0.0.1:1/${path}`, { method: 'POST', body: new URLSearchParams(fields) }),
    );
  const carried = {
    state: session.state,
    redirect_uri: redirectUri,
    institution: 'rhine-bank',
    username: 'zoe',
  };
  expect(await (await post('sign-in', { ...carried, password: 'wrong' })).text()).toContain('did not work');
  const consent = await (await post('sign-in', { ...carried, password: 'x' })).text();
  const boxes = [...consent.matchAll(/name="account" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(boxes).toEqual(['rhine-bank.zoe.checking', 'rhine-bank.zoe.savings', 'rhine-bank.zoe.credit']);
  expect(consent).toContain('for 180 days');

  const [first = ''] = boxes;
  const decided = await post('decide', [
    ...Object.entries(carried),
    ['account', first],
    ['account', 'rhine-bank.bob.checking'],
    ['decision', 'allow'],
  ]);
  expect(decided.status).toBe(303);
  const location = decided.headers.get('location') ?? '';
  expect(new URL(location).searchParams.get('keep')).toBe('1');
  // The address, its query, or its fields: all are understood.
  const { searchParams } = new URL(location);
  for (const params of [
    location,
    new URL(location),
    searchParams,
    searchParams.toString(),
    Object.fromEntries(searchParams),
  ]) {
    const { credentials, providerConnectionId } = await exchange(started.context ?? {}, params);
    expect(providerConnectionId).toBe('rhine-bank.zoe');
    const listed = await adapter.accounts.list(callFor(credentials, world));
    expect(listed.accounts.map((account) => account.id)).toEqual([first]);
  }
  // The engine compares it with the session's.
  expect(adapter.link.callback?.(location)).toEqual({ state: session.state });
  expect(adapter.link.callback?.('')).toBeUndefined();
  await expect(exchange({}, { code: 'x', state: session.state })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'code',
  });

  const denied = await post('decide', [...Object.entries(carried), ['decision', 'deny']]);
  expect(adapter.link.callback?.(denied.headers.get('location') ?? '')).toEqual({
    state: session.state,
    error: 'access_denied',
  });
});

test('pages encode what they are given and refuse what is no address', async () => {
  const wire = fakerWire();
  wire.bind(setup().world);
  const get = (query: Record<string, string>) =>
    wire.handle(new Request(`http://127.0.0.1:1/authorize?${new URLSearchParams(query).toString()}`));
  const nasty = `"><script>alert('1')</script>`;
  const page = await get({ institution: 'river-bank', state: nasty, username: nasty });
  const text = await page.text();
  expect(text).not.toContain('<script');
  expect(text).toContain('&#60;script&#62;');
  expect(text).not.toMatch(/(src|href)="https?:/);
  for (const redirect_uri of ['javascript:alert(1)', 'not an address', 'data:text/html,x']) {
    expect((await get({ redirect_uri })).status).toBe(400);
  }
  expect((await wire.handle(new Request('http://127.0.0.1:1/other'))).status).toBe(404);
});
