import type { Transport } from 'bankweave/adapter-kit';
import type { Wire, World } from 'bankweave/sandbox';

/** Wires without a server: an address for each, and the transport that answers there. */
export interface InProcess {
  readonly urls: Readonly<Record<string, string>>;
  readonly transport: Transport;
}

/** Reaches wires inside this process. Addresses are of this machine, so adapters take them for a sandbox being served. */
export function inProcess(world: World, wires: readonly Wire[]): InProcess {
  const at = new Map<string, Wire>();
  for (const [index, wire] of wires.entries()) {
    wire.bind(world);
    at.set(`http://127.0.0.1:${index + 1}`, wire);
  }
  return {
    urls: Object.fromEntries([...at].map(([url, wire]) => [wire.id, url])),
    async transport({ method, url, headers, body, signal }) {
      signal.throwIfAborted();
      const wire = at.get(new URL(url).origin);
      if (!wire) throw Object.assign(new Error('nobody is there'), { code: 'ECONNREFUSED' });
      const given = body && { body: new Uint8Array(body) };
      const answer = await wire.handle(new Request(url, { method, headers: { ...headers }, ...given }));
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes };
    },
  };
}
