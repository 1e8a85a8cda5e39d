import { createHash, timingSafeEqual, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBankweave, systemClock } from 'bankweave';
import { webhookHandler } from 'bankweave/http';
import { toNodeHandler } from 'bankweave/http/node';
import type { Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { rawRequestOf } from '../../../src/webhooks/request.ts';
import { connectionRow } from '../../../src/testing/store/samples.ts';
import { acme, HEADER, Signer } from '../../webhooks/signed-adapter.ts';
import { type Case, rowOf, type Setting } from '../case.ts';
import { compare, type Sample } from '../rounds.ts';
import { freshProcess } from '../run-child.ts';

const sender = fileURLToPath(new URL('../child/webhook-sender.ts', import.meta.url));
const CONNECTIONS = 1_000;

/** Webhooks that are verified, stored and gathered, against the same requests that are verified and forgotten. */
export const webhooks: Case = {
  names: ['P10h', 'P10n'],
  async *run(setting) {
    const [count, rounds] = setting.quick ? [1_000, 1] : [20_000, 7];
    const signer = new Signer();
    const file = `${setting.path()}.requests`;
    const send = async (listener: RequestListener): Promise<Sample> => {
      const server = createServer(listener).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const { ms, statuses } = await freshProcess<{ ms: number; statuses: object }>(
        { file: sender },
        { args: [`${port}`, file] },
      );
      server.closeAllConnections();
      server.close();
      return { cost: count / (ms / 1_000), work: JSON.stringify(statuses) };
    };
    const sign = (): void => writeFileSync(file, requests(signer, count).join('\0'));
    const ours = async (): Promise<Sample> => {
      sign();
      const { bank, store } = await filled(setting, signer);
      const sample = await send(toNodeHandler(webhookHandler(bank)));
      const { accepted } = bank.webhooks.counts('acme');
      await bank.close();
      await store.close();
      return accepted === count ? sample : { ...sample, work: `${accepted} stored` };
    };
    const handler = toNodeHandler(async (request) => {
      const raw = await rawRequestOf(request, request.signal);
      const ok = typeof raw === 'object' && (await isGenuine(signer, raw.headers[HEADER] ?? '', raw.body));
      return new Response(null, { status: ok ? 200 : 401 });
    });
    const same = async (): Promise<Sample> => (sign(), send(handler));
    const bare = async (): Promise<Sample> => (sign(), send(bareListener(signer)));
    yield rowOf(
      {
        name: 'P10h',
        about: 'webhooks/s, stored / the same handler that only verifies',
        goal: 0.8,
        better: 'higher',
      },
      await compare(rounds, ours, same),
    );
    yield rowOf(
      {
        name: 'P10n',
        about: 'webhooks/s, stored / node:http by hand that only verifies',
        goal: 0.8,
        better: 'higher',
      },
      await compare(rounds, ours, bare),
    );
  },
};

function requests(signer: Signer, count: number): string[] {
  const second = Math.floor(systemClock.now() / 1_000);
  return Array.from({ length: count }, (_, n) => {
    const body = JSON.stringify({ id: `event-${n}`, login: `login-${n % CONNECTIONS}` });
    const head = [
      'POST /webhooks/acme HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `content-length: ${body.length}`,
      `${HEADER}: ${signer.token(body, second)}`,
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  });
}

async function filled(setting: Setting, signer: Signer) {
  const store: Store = sqliteStore(setting.path());
  const bank = createBankweave({ adapters: [acme(signer).adapter], store });
  await bank.changes();
  for (let n = 0; n < CONNECTIONS; n++) {
    const row = connectionRow(`con-${n}`, `user-${n}`);
    const connection = { ...row.connection, provider: 'acme' };
    await store.ledger.addConnection({ ...row, connection, providerConnectionId: `login-${n}` });
  }
  return { bank, store };
}

const later = promisify(verify) as (
  algorithm: string,
  data: Uint8Array,
  key: object,
  signature: Uint8Array,
) => Promise<boolean>;

async function isGenuine(signer: Signer, token: string, body: Uint8Array): Promise<boolean> {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const key = { key: signer.pair.publicKey, dsaEncoding: 'ieee-p1363' };
  const input = Buffer.from(`${head}.${payload}`);
  if (!(await later('sha256', input, key, Buffer.from(signature, 'base64url')))) return false;
  const { request_body_sha256: digest } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    request_body_sha256: string;
  };
  return timingSafeEqual(Buffer.from(digest), Buffer.from(createHash('sha256').update(body).digest('hex')));
}

function bareListener(signer: Signer): RequestListener {
  return (request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      void isGenuine(signer, String(request.headers[HEADER]), Buffer.concat(chunks)).then((ok) => {
        response.statusCode = ok ? 200 : 401;
        response.end();
      });
    });
  };
}
