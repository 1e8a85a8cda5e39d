import type { World } from 'bankweave/sandbox';
import type { AnswerFault } from './route-fault.ts';

const DRIP_BYTES = 16;
const DRIP_EVERY_MS = 1000;
const html = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Whether the call itself is done before its answer is spoilt. */
export function isDoneFirst({ answer }: AnswerFault): boolean {
  return !['bad_gateway', 'unavailable', 'hang'].includes(answer);
}

/** An answer that is none. `proper` is the text that should have come. */
export async function brokenAnswer({ answer }: AnswerFault, proper: string, world: World): Promise<Response> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const half = proper.slice(0, Math.ceil(proper.length / 2));
  switch (answer) {
    case 'bad_gateway':
      return new Response(html, { status: 502, headers: { 'content-type': 'text/html' } });
    case 'unavailable':
      return new Response(null, { status: 503 });
    case 'null':
      return new Response('null', { headers });
    case 'truncated':
      return new Response(half, { headers });
    case 'hang':
      return new Promise<never>(() => {});
    case 'reset':
      return new Response(
        streamOf([half], () => Promise.reject(new Error('the connection was reset'))),
        { headers },
      );
    case 'stall':
      return new Response(
        streamOf([half], () => new Promise<never>(() => {})),
        { headers },
      );
    default: {
      const size = DRIP_BYTES;
      const drops = Array.from({ length: Math.ceil(proper.length / size) }, (_, i) =>
        proper.slice(i * size, (i + 1) * size),
      );
      return new Response(
        streamOf(drops, null, () => world.clock.sleep(DRIP_EVERY_MS)),
        { headers },
      );
    }
  }
}

function streamOf(
  pieces: readonly string[],
  end: (() => Promise<never>) | null,
  between?: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  let stopped = false;
  return new ReadableStream(
    {
      async pull(controller) {
        const piece = pieces[next];
        next += 1;
        if (piece !== undefined) {
          if (next > 1) await between?.();
          if (!stopped) controller.enqueue(encoder.encode(piece));
          return;
        }
        if (end) await end();
        controller.close();
      },
      cancel() {
        stopped = true;
      },
    },
    { highWaterMark: 0 },
  );
}
