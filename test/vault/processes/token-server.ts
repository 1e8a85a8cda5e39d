import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A token endpoint that rotates: each refresh token works once, or again for a while where `forgiving`. */
export async function tokenServer({ forgiving = false, delayMs = 0 } = {}) {
  const state = {
    requests: 0,
    refresh: 'canary-refresh-1',
    access: 'canary-access-2',
    spent: new Set<string>(),
  };
  const server = createServer((request, response) => {
    const say = (status: number, text: string): void => {
      response.writeHead(status, { connection: 'close' });
      response.end(text);
    };
    if (request.url === '/count') return say(200, String(state.requests));
    if (request.url === '/api') return say(request.headers.authorization === state.access ? 200 : 401, '');
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const good = body === state.refresh || (forgiving && state.spent.has(body));
      if (good) {
        state.spent.add(body);
        state.refresh = `canary-refresh-${state.requests + 2}`;
        state.access = `canary-access-${state.requests + 2}`;
      }
      const answer = JSON.stringify({ accessToken: state.access, refreshToken: state.refresh });
      state.requests++;
      setTimeout(() => (good ? say(200, answer) : say(400, 'invalid_grant')), delayMs);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state };
}
