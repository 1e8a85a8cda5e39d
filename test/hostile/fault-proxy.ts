import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What a proxy does to the bytes that pass it. */
export type Toxic =
  /** Nobody answers at the door. */
  | { readonly kind: 'refuse' }
  /** The door opens and nothing comes. */
  | { readonly kind: 'black hole' }
  /** Every piece of an answer comes later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The connection is reset as soon as the request came. */
  | { readonly kind: 'reset at once' }
  /** The connection is reset after so many bytes of the answer. */
  | { readonly kind: 'reset after'; readonly bytes: number }
  /** The answer ends politely after so many bytes. */
  | { readonly kind: 'cut after'; readonly bytes: number }
  /** The answer stops after so many bytes and the connection stays open. */
  | { readonly kind: 'stall after'; readonly bytes: number }
  /** The answer comes in pieces of so many bytes. */
  | { readonly kind: 'slice'; readonly bytes: number }
  /** One byte of the answer is another, counted from its end. */
  | { readonly kind: 'flip'; readonly fromEnd: number }
  /** Something else comes before the answer. */
  | { readonly kind: 'garbage first' }
  /** The answer comes twice. */
  | { readonly kind: 'twice' }
  /** The request arrives and is done; its answer is lost. */
  | { readonly kind: 'lose the answer' };

/** A TCP proxy before a server on this machine. */
export interface FaultProxy {
  readonly url: string;
  /** What happens from now on, to new connections: those that were kept alive are ended, and the other side knows. */
  now(toxic: Toxic | undefined): Promise<void>;
  close(): Promise<void>;
}

export async function faultProxy(target: string): Promise<FaultProxy> {
  const { port } = new URL(target);
  const sockets = new Set<Socket>();
  let toxic: Toxic | undefined;
  const server: Server = createServer((client) => {
    const active = toxic;
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    if (active?.kind === 'refuse') return client.resetAndDestroy();
    if (active?.kind === 'black hole') return client.resume();
    if (active?.kind === 'reset at once') return void client.once('data', () => client.resetAndDestroy());
    const upstream = connect(Number(port), '127.0.0.1');
    upstream.on('error', () => client.destroy());
    // Not before what is still held back has left.
    upstream.on('close', () => void send.done().then(() => client.end()));
    client.on('close', () => upstream.destroy());
    client.pipe(upstream);
    const send = sender(client, active);
    upstream.on('data', (bytes) => send.pass(bytes));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async now(next) {
      toxic = next;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 30));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Sender {
  pass(bytes: Buffer): void;
  /** Once nothing is held back any more. */
  done(): Promise<void>;
}

function sender(client: Socket, toxic: Toxic | undefined): Sender {
  let sent = 0;
  let later = Promise.resolve();
  const sends = (pass: (bytes: Buffer) => void): Sender => ({ pass, done: () => later });
  const limited = (bytes: Buffer, limit: number, then: () => void): void => {
    const rest = Math.max(0, limit - sent);
    if (rest > 0) client.write(bytes.subarray(0, rest));
    sent += bytes.length;
    if (sent >= limit) then();
  };
  switch (toxic?.kind) {
    case 'latency':
      return sends((bytes) => {
        later = later
          .then(() => new Promise((resolve) => setTimeout(resolve, toxic.ms)))
          .then(() => void client.write(bytes));
      });
    case 'reset after':
      // Let what was written leave first.
      return sends((bytes) =>
        limited(bytes, toxic.bytes, () => setTimeout(() => client.resetAndDestroy(), 20)),
      );
    case 'cut after':
      return sends((bytes) => limited(bytes, toxic.bytes, () => client.end()));
    case 'stall after':
      return sends((bytes) => limited(bytes, toxic.bytes, () => {}));
    case 'slice':
      return sends((bytes) => {
        for (let at = 0; at < bytes.length; at += toxic.bytes) {
          const piece = bytes.subarray(at, at + toxic.bytes);
          later = later.then(
            () => new Promise((resolve) => client.write(piece, () => setImmediate(resolve))),
          );
        }
      });
    case 'flip':
      return sends((bytes) => {
        const changed = Buffer.from(bytes);
        const at = changed.length - 1 - toxic.fromEnd;
        if (at >= 0) changed[at] = (changed[at] ?? 0) ^ 0x55;
        client.write(changed);
      });
    case 'garbage first':
      return sends((bytes) => {
        if (sent === 0) client.write('\u0000\u0001not http at all\r\n\r\n');
        sent += bytes.length;
        client.write(bytes);
      });
    case 'twice':
      return sends((bytes) => {
        client.write(bytes);
        client.write(bytes);
      });
    case 'lose the answer':
      return sends(() => client.resetAndDestroy());
    default:
      return sends((bytes) => void client.write(bytes));
  }
}
