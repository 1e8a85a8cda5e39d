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
  | { readonly kind: 'lose the answer' }
  /** The way back is closed politely once the request came; the request goes on. */
  | { readonly kind: 'half close' }
  /** The answer comes so many bytes at a time, with a wait after each. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly ms: number }
  /** The request arrives so many bytes at a time, with a wait after each. */
  | { readonly kind: 'trickle the request'; readonly bytes: number; readonly ms: number }
  /** The request ends politely after so many bytes. */
  | { readonly kind: 'cut the request'; readonly bytes: number }
  /** The request stops after so many bytes, and the connection stays open for a moment. */
  | { readonly kind: 'stall the request'; readonly bytes: number; readonly ms: number }
  /** One byte of the request is another, counted from its end. */
  | { readonly kind: 'flip the request'; readonly fromEnd: number }
  /** The request arrives, is done, and arrives once more on a connection of its own. */
  | { readonly kind: 'request twice' };

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
  // Whoever closes their side may still be answered.
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
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
    if (active?.kind === 'half close') client.once('data', () => client.end());
    requester(client, upstream, active, Number(port));
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

/** Passes the request on. */
function requester(client: Socket, upstream: Socket, toxic: Toxic | undefined, port: number): void {
  let sent = 0;
  let later = Promise.resolve();
  const slowly = (bytes: Buffer, size: number, ms: number): void => {
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      later = later.then(() => new Promise((resolve) => setTimeout(resolve, ms)));
      later = later.then(() => void (upstream.writable && upstream.write(piece)));
    }
  };
  client.on('end', () => void later.then(() => upstream.end()));
  client.on('data', (bytes) => {
    const rest = Math.max(0, ('bytes' in (toxic ?? {}) ? (toxic as { bytes: number }).bytes : 0) - sent);
    const before = sent;
    sent += bytes.length;
    switch (toxic?.kind) {
      case 'trickle the request':
        return slowly(bytes, toxic.bytes, toxic.ms);
      case 'cut the request':
        if (rest > 0) upstream.write(bytes.subarray(0, rest));
        if (sent >= toxic.bytes) upstream.end();
        return undefined;
      case 'stall the request':
        if (rest > 0) upstream.write(bytes.subarray(0, rest));
        if (before < toxic.bytes && sent >= toxic.bytes) setTimeout(() => upstream.destroy(), toxic.ms);
        return undefined;
      case 'flip the request': {
        const changed = Buffer.from(bytes);
        const at = changed.length - 1 - toxic.fromEnd;
        if (at >= 0) changed[at] = (changed[at] ?? 0) ^ 0x15;
        return void upstream.write(changed);
      }
      case 'request twice': {
        const again = connect(port, '127.0.0.1');
        again.on('error', () => {});
        again.end(bytes);
        again.resume();
        return void upstream.write(bytes);
      }
      default:
        return void upstream.write(bytes);
    }
  });
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
    case 'trickle':
      return sends((bytes) => {
        for (let at = 0; at < bytes.length; at += toxic.bytes) {
          const piece = bytes.subarray(at, at + toxic.bytes);
          later = later
            .then(() => new Promise((resolve) => setTimeout(resolve, toxic.ms)))
            .then(() => void client.write(piece));
        }
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
    case 'half close':
      return sends(() => {});
    default:
      return sends((bytes) => void client.write(bytes));
  }
}
