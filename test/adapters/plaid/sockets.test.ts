import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval, setTimeout } from 'node:timers';
import { Configuration, PlaidApi } from 'plaid';
import { expect, onTestFinished, test } from 'vitest';
import { plaid } from 'bankweave/adapters/plaid';
import { systemClock } from '../../../src/internal/clock.ts';
import { callFor, keys, pullAll, testClock } from './harness.ts';

async function listen(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Every sleep is over after a twentieth of a second, whatever it was asked for. */
function impatient(): ReturnType<typeof testClock> {
  const sleep: typeof systemClock.sleep = (_, options) => systemClock.sleep(50, options);
  return { ...testClock(), sleep };
}

const hang: RequestListener = () => {};
const drip: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};
const cut: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"added": [');
  setTimeout(() => response.destroy(), 5);
};

const adapters = {
  'the keys': (baseUrl: string) => plaid({ ...keys, baseUrl }),
  'an own client': (basePath: string) =>
    plaid({
      client: new PlaidApi(
        new Configuration({ basePath, baseOptions: { headers: { 'PLAID-SECRET': keys.secret } } }),
      ),
    }),
};

test.each(
  Object.entries(adapters).flatMap(([way, make]) =>
    Object.entries({ hang, drip, cut }).map(([name, listener]) => [name, way, make, listener] as const),
  ),
)('12. a %s is a typed error, with %s', async (_, __, make, listener) => {
  const adapter = make(await listen(listener));
  const outcome = pullAll(adapter, callFor(adapter, { clock: impatient() }));
  await expect(outcome).rejects.toMatchObject({ code: 'provider_unavailable', provider: 'plaid' });
});

test.each(Object.entries(adapters))('14. a 307 is never followed, with %s', async (_, make) => {
  const stolen: string[] = [];
  const thief = await listen((request, response) => {
    stolen.push(JSON.stringify(request.headers));
    response.end('{}');
  });
  const baseUrl = await listen((__, response) => {
    response.writeHead(307, { location: `${thief}/take` }).end();
  });
  const adapter = make(baseUrl);
  await expect(pullAll(adapter, callFor(adapter))).rejects.toMatchObject({ provider: 'plaid' });
  expect(stolen).toEqual([]);
});

test.each(Object.entries(adapters))('an abort ends a request at once, with %s', async (_, make) => {
  const stopper = new AbortController();
  const reason = new Error('the user went away');
  const adapter = make(await listen(() => stopper.abort(reason)));
  await expect(pullAll(adapter, callFor(adapter, { signal: stopper.signal }))).rejects.toBe(reason);
});
