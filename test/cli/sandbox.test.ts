import { get } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

async function ran(...args: string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  const code = await run(args, { ...terminal, signal: AbortSignal.abort() });
  return { code, out, err };
}

/** Serves until the test ends, and gives the addresses it printed. */
async function served(...args: string[]): Promise<Record<string, string>> {
  const stop = new AbortController();
  const printed = Promise.withResolvers<string>();
  const ended = run(['sandbox', '--port', '0', '--json', ...args], {
    out: printed.resolve,
    err: (line) => printed.reject(new Error(line)),
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    expect(await ended).toBe(0);
  });
  return JSON.parse(await printed.promise) as Record<string, string>;
}

async function told(url: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('help explains the command, and what is not understood exits with 2', async () => {
  expect(await ran('--help')).toMatchObject({ code: 0, err: [], out: [expect.stringContaining('--seed')] });
  expect(await ran()).toMatchObject({ code: 2, out: [], err: ['Which command?', expect.anything()] });
  const wrong: [string[], RegExp][] = [
    [['sandbx'], /no command "sandbx"/],
    [['sandbox', '--prot', '1'], /--prot/],
    [['sandbox', '--port', '99999'], /--port/],
    [['sandbox', '--epoch', '2026-02-30'], /--epoch/],
    [['sandbox', '--at', '2026-11-20T12:00:00'], /--at/],
    [['sandbox', '--only', 'faker,acme'], /no provider "acme"/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err } = await ran(...args);
    expect([code, out], args.join(' ')).toEqual([2, []]);
    expect(err[0], args.join(' ')).toMatch(message);
  }
});

test('it prints where everything is, and a taken port is said plainly', async () => {
  const urls = await served('--only', 'faker');
  expect(Object.keys(urls)).toEqual(['control', 'faker']);
  expect((await fetch(`${urls['faker']}/authorize`)).status).toBe(200);
  const port = new URL(urls['control'] ?? '').port;
  expect(await ran('sandbox', '--only', 'faker', '--port', port)).toMatchObject({
    code: 1,
    err: [expect.stringContaining('EADDRINUSE')],
  });
});

test('for people it prints the keys that each provider takes', async () => {
  const { out } = await ran('sandbox', '--port', '0', '--only', 'plaid,mx');
  expect(out.find((line) => line.includes(' plaid '))).toMatch(
    /clientId 'sandbox-client', secret 'sandbox-secret'$/,
  );
  expect(out.find((line) => line.includes(' mx '))).toMatch(
    /clientId 'sandbox-client', apiKey 'sandbox-key'$/,
  );
});

test('time passes when it is told to, and the same seed shows the same rows', async () => {
  const args = ['--only', 'faker', '--seed', '7', '--epoch', '2026-10-01', '--at', '2026-11-20T12:00:00Z'];
  const [first, second] = [await served(...args), await served(...args)];
  const look = async ({ control }: Record<string, string>) => {
    const { body } = await told(`${control}/login`, { institution: 'river-bank', username: 'ada' });
    const [account] = body['accounts'] as { id: string }[];
    return (await told(`${control}/ledger`, { account: account?.id })).body['rows'] as { id: string }[];
  };
  const before = await look(first);
  expect(before.length).toBeGreaterThan(0);
  expect(await look(second)).toEqual(before);
  expect(await told(`${first['control']}/advance`, { days: 3 })).toEqual({
    status: 200,
    body: { now: '2026-11-23T12:00:00.000Z' },
  });
  expect((await look(first)).length).toBeGreaterThan(before.length);
  expect(await look(second)).toEqual(before);
});

test('rows and faults can be pushed', async () => {
  const { control } = await served(
    '--only',
    'faker',
    '--at',
    '2026-11-20T12:00:00Z',
    '--epoch',
    '2026-11-01',
  );
  const login = (await told(`${control}/login`, { institution: 'river-bank', username: 'ada' })).body;
  const [account] = login['accounts'] as { id: string }[];
  const pending = await told(`${control}/post`, {
    account: account?.id,
    amount: '-4.50',
    merchant: 'Corner Coffee',
    pending: true,
  });
  expect(pending).toMatchObject({
    status: 200,
    body: { row: { status: 'pending', description: 'Corner Coffee' } },
  });
  const { id } = pending.body['row'] as { id: string };
  expect(await told(`${control}/settle`, { row: id, amount: '-5.00' })).toMatchObject({
    body: { row: { status: 'posted' } },
  });
  expect(await told(`${control}/fail`, { target: login['id'], kind: 'outage', times: 2 })).toEqual({
    status: 200,
    body: {},
  });
  expect(await told(`${control}/heal`, { target: login['id'] })).toEqual({ status: 200, body: {} });
});

test('what makes no sense is refused with a reason, and nothing happens', async () => {
  const { control } = await served('--only', 'faker');
  const refused: [string, unknown, RegExp][] = [
    ['advance', { days: -1 }, /days/],
    ['advance', { day: 1 }, /day/],
    ['fail', { target: 'nobody', kind: 'outage' }, /nobody/],
    ['fail', { target: 'river-bank', kind: 'flood' }, /kind/],
    ['post', { account: 'nobody', amount: '1' }, /nobody/],
    ['post', { account: 'river-bank.ada.checking', amount: '1,5' }, /./],
    ['login', { institution: 'nowhere', username: 'ada' }, /nowhere/],
    ['scenario', { account: 'x', name: 'dance' }, /name/],
  ];
  for (const [name, input, message] of refused) {
    const { status, body } = await told(`${control}/${name}`, input);
    expect(status, name).toBe(400);
    expect(body['error'], name).toMatch(message);
  }
  expect((await fetch(`${control}/advance`, { method: 'POST', body: '{' })).status).toBe(400);
  expect((await fetch(`${control}/advance`)).status).toBe(405);
  expect((await told(`${control}/dance`, {})).status).toBe(404);
});

test('a web page cannot reach the control route', async () => {
  const { control = '' } = await served('--only', 'faker');
  expect((await told(`${control}/advance`, { days: 1 }, { origin: 'https://evil.test' })).status).toBe(403);
  const rebound = await new Promise<number | undefined>((resolve) => {
    get(control, { headers: { host: 'evil.test' } }, (answer) => resolve(answer.resume().statusCode));
  });
  expect(rebound).toBe(403);
});
