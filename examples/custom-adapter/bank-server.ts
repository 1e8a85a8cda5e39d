import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PebbleBank } from './bank.ts';
import { answerOf } from './bank-api.ts';

export interface ServedBank {
  /** Where it is served, on this machine. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the bank's API over HTTP. */
export async function servePebbleBank(bank: PebbleBank): Promise<ServedBank> {
  const server = createServer((request, response) => {
    answer(bank, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(bank: PebbleBank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const asked = new Request(new URL(url, 'http://localhost'), {
    method,
    headers: { authorization: headers.authorization ?? '' },
    ...(body !== '' && { body }),
  });
  const given = await answerOf(bank, asked);
  response.writeHead(given.status, Object.fromEntries(given.headers)).end(await given.text());
}
