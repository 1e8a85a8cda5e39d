import type { World } from 'bankweave/sandbox';
import type { MxFault } from './faults.ts';

const CHUNK = 16;

/** Never answers, until the caller gives up. */
export function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** A gateway's page in place of MX's own answer. */
export function gatewayPage(status: number, headers: Readonly<Record<string, string>>): Response {
  const text = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  return new Response(text, { status, headers: { 'content-type': 'text/html', ...headers } });
}

/** Spoils an answer on its way. */
export async function spoilt(world: World, fault: MxFault, response: Response): Promise<Response> {
  const { status, headers } = response;
  if (fault.kind === 'truncated') {
    const text = await response.text();
    return new Response(text.slice(0, Math.ceil(text.length / 2)), { status: 200, headers });
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const broken = fault.kind === 'reset' && at > 0;
      if (broken) return controller.error(new Error('the connection was reset'));
      if (at >= bytes.length) return controller.close();
      const size = fault.kind === 'reset' ? Math.ceil(bytes.length / 2) : CHUNK;
      if (fault.kind === 'slow' && at > 0) await world.clock.sleep(fault.everyMs ?? 20);
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  return new Response(body, { status, headers });
}
