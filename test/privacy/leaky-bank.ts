import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  type AnyAdapter,
  type ConnectionCall,
  defineAdapter,
  readEach,
  type Upsert,
} from 'bankweave/adapter-kit';
import { account, row } from '../client/plain-adapter.ts';
import { CANARIES } from '../support/canaries.ts';

const { token, secret, iban, card, name, email } = CANARIES;
const everything = { token, client_secret: secret, iban, card, owner: name, email };

/** How the bank answers: as it should, or with a fault whose body tells everything it knows. */
export type Mood =
  | 'well'
  | 'refuses'
  | 'fails'
  | 'limits'
  | 'babbles'
  | 'html'
  | 'redirects'
  | 'unreadable'
  | 'throws';

const json = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-debug': secret, ...headers });
  response.end(JSON.stringify(body));
};

/** A bank over HTTP that echoes tokens, numbers and names in every fault, and an adapter for it. */
export async function leakyBank(): Promise<{
  adapter: AnyAdapter;
  say: (mood: Mood) => void;
  seen: string[];
}> {
  let mood: Mood = 'well';
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const answers: Record<Mood, () => void> = {
      well: () => json(response, 200, { ok: true }),
      refuses: () => json(response, 401, { error: 'invalid_token', ...everything }),
      fails: () => json(response, 500, { error: `no account ${iban} of ${name}`, ...everything }),
      limits: () => json(response, 429, everything, { 'retry-after': '5' }),
      babbles: () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(`{"token": "${token}", "iban": "${iban}", `);
      },
      html: () => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<p>${name} ${card}</p>`);
      },
      redirects: () =>
        json(response, 302, everything, { location: `https://elsewhere.example/?token=${token}` }),
      unreadable: () => json(response, 200, { ok: true }),
      throws: () => json(response, 200, { ok: true }),
    };
    answers[mood]();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;

  const ask = async (call: Pick<ConnectionCall, 'http'>, path: string): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'x-client-secret': secret };
    await call.http.request({ url: path, headers, method: 'POST', json: everything });
    if (mood === 'throws') {
      const error = new TypeError(`request failed: ${token} ${iban}`);
      throw Object.assign(error, { config: { headers }, response: { data: everything } });
    }
  };
  const read = (record: { id: string; amount: string; note: string }): Upsert => {
    if (mood === 'unreadable') throw new Error(`cannot read ${JSON.stringify({ ...record, ...everything })}`);
    return row(record.id, record.amount, '2026-11-10', {
      description: record.note,
      originalDescription: record.note,
    });
  };
  const adapter = defineAdapter({
    id: 'leaky',
    specVersion: 1,
    http: { baseUrl: `http://127.0.0.1:${port}`, allowLoopback: true },
    traits: {
      removals: 'explicit',
      pending: 'unlinked',
      historyDays: 365,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: true,
      hosts: ['127.0.0.1'],
      maxRetries: 0,
    },
    link: {
      start: async (_: unknown, call) => {
        await ask(call, '/start');
        return { kind: 'redirect' as const, url: 'https://bank.example/', context: { hint: secret } };
      },
      exchange: async (_: unknown, call) => {
        await ask(call, '/exchange');
        return { credentials: { token, secret }, providerConnectionId: 'login-1' };
      },
    },
    connection: {
      inspect: async (call) => {
        await ask(call, '/inspect');
        return {
          institution: { id: 'bank', name: 'Bank' },
          consent: { scopes: ['read'], grantedAt: null, expiresAt: null },
          auth: 'ok' as const,
        };
      },
      refresh: async (call) => {
        await ask(call, '/token');
        return { token };
      },
      revoke: (call) => ask(call, '/revoke'),
    },
    accounts: {
      list: async (call) => {
        await ask(call, '/accounts');
        // The whole number is never handed over: an adapter shortens it to its last digits.
        return { accounts: [account('a1', '100.00', { mask: iban.slice(-4) })], complete: true };
      },
    },
    feed: {
      scope: 'connection' as const,
      async *pull({ checkpoint }, call) {
        await ask(call, '/transactions');
        const records = [
          { id: 'r1', amount: '-5.00', note: `To ${name}, ${iban}` },
          { id: 'r2', amount: '-6.00', note: `Card ${card}, ${email}` },
        ];
        yield {
          ...readEach(records, read, { id: ({ id }) => ({ scheme: 'id', value: id }) }),
          checkpoint: `${checkpoint ?? ''}x`,
        };
      },
    },
  });
  return { adapter: adapter as AnyAdapter, say: (next) => void (mood = next), seen };
}
