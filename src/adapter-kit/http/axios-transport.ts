import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { Axios } from 'axios';
import type { KeepAliveTransport, TransportRequest, TransportResponse } from './transport.ts';

// Loaded with the first request only; see `createTransport`.

const agentOptions = { keepAlive: true, scheduling: 'lifo', maxSockets: 256, maxFreeSockets: 64 } as const;
// Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 cannot turn it off.
const tls = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

export function axiosTransport(): KeepAliveTransport {
  const kept = { http: new http.Agent(agentOptions), https: new https.Agent({ ...agentOptions, ...tls }) };
  const fresh = {
    http: new http.Agent({ keepAlive: false }),
    https: new https.Agent({ ...tls, keepAlive: false }),
  };
  // Not `axios.create`, which would bring in whatever the application set on the shared `axios.defaults`.
  const client = new Axios({
    adapter: 'http',
    responseType: 'stream',
    decompress: false,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
  const transport = async (request: TransportRequest): Promise<TransportResponse> => {
    const agents = request.reuse ? kept : fresh;
    const answer = await client.request<IncomingMessage>({
      method: request.method,
      url: request.url,
      headers: request.headers,
      data: request.body && Buffer.from(request.body),
      signal: request.signal,
      httpAgent: agents.http,
      httpsAgent: agents.https,
      transport: { request: sender(request) },
    });
    // The head is known; a body that fails later tells its reader, and must not end the process.
    answer.data.on('error', () => undefined);
    return { status: answer.status, headers: answer.data.headers, body: answer.data };
  };
  return Object.assign(transport, {
    close: () => {
      for (const agent of [kept.http, kept.https]) agent.destroy();
    },
  });
}

type Receive = (response: IncomingMessage) => void;

function sender({
  url,
  phase,
}: TransportRequest): (options: RequestOptions, receive: Receive) => ClientRequest {
  const { request } = url.startsWith('https:') ? https : http;
  return (options, receive) => {
    const sent = request(options, receive);
    sent.once('socket', (socket: Socket) => {
      if (!socket.connecting) return;
      phase('connecting');
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        phase('connected');
      });
    });
    return sent;
  };
}
