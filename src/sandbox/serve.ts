import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestFrom, TooLarge } from './serve-request.ts';
import { writeResponse } from './serve-response.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** What to serve and where. */
export interface ServeOptions {
  readonly world: World;
  readonly wires: readonly Wire[];
  /** Port of the first wire; the others get the next ones. Default: any free ports. */
  readonly port?: number;
  /** The largest body of a request, in bytes. Default: one megabyte. */
  readonly maxBodyBytes?: number;
}

/** A sandbox that is being served. */
export interface ServedSandbox {
  /** Where each wire is, by its id: `http://127.0.0.1:4010`, without a slash at the end. */
  readonly urls: Readonly<Record<string, string>>;
  /** Stops serving and ends open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves provider APIs from a world, on this machine only (127.0.0.1), each wire on a port of its own as a provider
 * is on a host of its own.
 *
 * @throws Error of Node when a port is taken.
 * @example
 * ```ts
 * const { urls, close } = await serveSandbox({ world, wires: [fakerWire()] })
 * const adapter = faker({ world, baseUrl: urls.faker })
 * ```
 */
export async function serveSandbox({
  world,
  wires,
  port = 0,
  maxBodyBytes = 1_048_576,
}: ServeOptions): Promise<ServedSandbox> {
  const ids = wires.map((wire) => wire.id);
  if (new Set(ids).size !== ids.length) throw new RangeError('each wire can be served once');
  // Importing it takes longer than all the rest, and who only reads a world never serves it.
  const { createServer } = await import('node:http');
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(stop));
  };
  try {
    for (const [i, wire] of wires.entries()) {
      wire.bind(world);
      const server = createServer(
        (incoming, outgoing) => void answer(wire, incoming, outgoing, maxBodyBytes),
      );
      await listen(server, port === 0 ? 0 : port + i);
      servers.push(server);
      urls[wire.id] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, close };
}

async function answer(
  wire: Wire,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  limit: number,
): Promise<void> {
  try {
    await writeResponse(await wire.handle(await requestFrom(incoming, limit)), outgoing);
  } catch (error) {
    // A wire that breaks off in the middle of a body means it: the connection ends, as at a real provider.
    if (outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(error instanceof TooLarge ? 413 : 500, {
      'content-type': 'text/plain',
      connection: 'close',
    });
    outgoing.end(error instanceof TooLarge ? 'The body is too large.' : 'The sandbox failed.');
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
