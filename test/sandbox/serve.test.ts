import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld, serveSandbox, type Wire } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const world = createWorld({ seed: 1, clock: stoppedClock(), epoch: '2026-10-01' });

function wire(id: string, handle: Wire['handle']): Wire & { bound: unknown[] } {
  const bound: unknown[] = [];
  return { id, bound, handle, bind: (given) => void bound.push(given) };
}

async function served(...wires: Wire[]) {
  const there = await serveSandbox({ world, wires, maxBodyBytes: 1000 });
  onTestFinished(() => there.close());
  return there;
}

test('each wire has an address of its own and hears requests as they are', async () => {
  const echo = wire('echo', async (heard) => {
    const { pathname, search } = new URL(heard.url);
    const body = `${heard.method} ${pathname}${search} ${heard.headers.get('x-a')} ${await heard.text()}`;
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-b', 'yes'],
    ]);
    return new Response(body, { status: 207, headers });
  });
  const other = wire('other', async () => new Response('other'));
  const { urls } = await served(echo, other);
  expect(Object.keys(urls)).toEqual(['echo', 'other']);
  expect(urls['echo']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(echo.bound).toEqual([world]);
  const answer = await fetch(`${urls['echo']}/a/b?c=d`, {
    method: 'POST',
    body: 'ü',
    headers: { 'x-a': '1' },
  });
  expect(answer.status).toBe(207);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await answer.text()).toBe('POST /a/b?c=d 1 ü');
  expect(await (await fetch(urls['other'] ?? '')).text()).toBe('other');
});

test('a body has a largest size, a fault of a wire says nothing, a broken body ends the connection', async () => {
  const { urls } = await served(
    wire('w', async (heard) => {
      if (heard.url.endsWith('/secret')) throw new Error('secret');
      if (heard.url.endsWith('/empty')) return new Response(null, { status: 204 });
      let pulls = 0;
      const body = new ReadableStream({
        pull(controller) {
          if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('half'));
          else controller.error(new Error('gone'));
        },
      });
      return new Response(body);
    }),
  );
  const url = urls['w'] ?? '';
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(1001) })).status).toBe(413);
  const failed = await fetch(`${url}/secret`);
  expect([failed.status, await failed.text()]).toEqual([500, 'The sandbox failed.']);
  expect((await fetch(`${url}/empty`)).status).toBe(204);
  await expect(fetch(`${url}/half`).then((answer) => answer.text())).rejects.toThrow();
});

test('odd request lines do not take a path for a host', async () => {
  const { urls } = await served(wire('w', async (heard) => new Response(new URL(heard.url).pathname)));
  const { port } = new URL(urls['w'] ?? '');
  const text = await new Promise<string>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '//evil.example/x' }, (answer) => {
      answer.setEncoding('utf8').on('data', resolve);
    })
      .on('error', reject)
      .end();
  });
  expect(text).toBe('//evil.example/x');
});

test('closing ends it; a wire is served once', async () => {
  const there = await serveSandbox({ world, wires: [wire('w', async () => new Response('x'))] });
  await there.close();
  await expect(fetch(there.urls['w'] ?? '')).rejects.toThrow();
  const twice = [wire('w', async () => new Response()), wire('w', async () => new Response())];
  await expect(serveSandbox({ world, wires: twice })).rejects.toThrow(RangeError);
});
