import type { World } from 'bankweave/sandbox';
import type { TrueLayerFault } from './faults.ts';
import { Refusal } from './refusal.ts';

/** The answer of a fault that needs none of the route's work; `undefined` for the others. */
export function answerOf(fault: TrueLayerFault): Response | undefined {
  switch (fault.kind) {
    case 'error':
      return new Refusal(fault.code, fault).response();
    case 'problem': {
      const { kind: _, nth: __, times: ___, account: ____, ...problem } = fault;
      const body = JSON.stringify({ type: 'about:blank', trace_id: 'sandbox', ...problem });
      const headers = { 'content-type': 'application/problem+json' };
      return new Response(body, { status: fault.status, headers });
    }
    case 'html':
      return new Response(`<html><body><h1>${fault.status}</h1><p>The gateway gave up.</p></body></html>`, {
        status: fault.status,
        headers: { 'content-type': 'text/html' },
      });
    case 'empty':
      return new Response(null, { status: 200, headers: { 'content-type': 'application/json' } });
    case 'unfinished':
      return Response.json({ results: [], status: fault.status });
    default:
      return undefined;
  }
}

/** The route's own answer as a fault leaves it. */
export async function spoil(response: Response, fault: TrueLayerFault, world: World): Promise<Response> {
  const { status, headers } = response;
  if (fault.kind !== 'truncated' && fault.kind !== 'slow' && fault.kind !== 'reset') return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = Math.ceil(bytes.length / 2);
  if (fault.kind === 'truncated') return new Response(bytes.slice(0, half), { status, headers });
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!sent) {
        sent = true;
        controller.enqueue(bytes.slice(0, half));
        return;
      }
      if (fault.kind === 'reset') {
        controller.error(new Error('the sandbox ended this connection on purpose'));
        return;
      }
      await world.clock.sleep(fault.seconds * 1000);
      controller.enqueue(bytes.slice(half));
      controller.close();
    },
  });
  return new Response(body, { status, headers });
}
