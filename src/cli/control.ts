import { isBankweaveError } from 'bankweave';
import type { Wire, World } from 'bankweave/sandbox';
import { z } from 'zod';
import { commands } from './control-commands.ts';

/** The wire of the control route. */
export interface ControlWire extends Wire {
  /** Tells it where everything is served. */
  announce(urls: Readonly<Record<string, string>>): void;
}

/**
 * The control route: `GET /` shows where everything is and what time it is; each command is `POST /<name>` with JSON.
 */
export function controlWire(): ControlWire {
  let world: World | undefined;
  let urls: Readonly<Record<string, string>> = {};
  return {
    id: 'control',
    bind(given) {
      world = given;
    },
    announce(given) {
      urls = given;
    },
    async handle(request) {
      if (!world) throw new TypeError('bind the wire to a world first');
      if (isForeign(request)) return refusal(403, 'Ask from this machine, and not from a web page.');
      const { pathname } = new URL(request.url);
      if (request.method === 'GET' && pathname === '/') return Response.json(overview(world, urls));
      const command = commands[pathname.slice(1)];
      if (!command) return refusal(404, `There is GET / and POST /${Object.keys(commands).join(', /')}.`);
      if (request.method !== 'POST') return refusal(405, 'Use POST.');
      return answer(command, world, request);
    },
  };
}

// A page that the person has open in a browser can send requests to this machine as well, under a name of its own.
function isForeign(request: Request): boolean {
  const { hostname } = new URL(`http://${request.headers.get('host') ?? ''}`);
  return request.headers.has('origin') || !['127.0.0.1', 'localhost'].includes(hostname);
}

async function answer(command: (typeof commands)[string], world: World, request: Request): Promise<Response> {
  const text = await request.text();
  try {
    return Response.json(command(world, text === '' ? {} : JSON.parse(text)));
  } catch (error) {
    if (error instanceof z.ZodError) return refusal(400, z.prettifyError(error));
    if (error instanceof SyntaxError) return refusal(400, 'The body is not JSON.');
    if (error instanceof RangeError || isBankweaveError(error)) return refusal(400, error.message);
    throw error;
  }
}

function overview(world: World, urls: Readonly<Record<string, string>>) {
  return {
    now: new Date(world.now()).toISOString(),
    seed: world.seed,
    epoch: world.epoch,
    urls,
    institutions: world.institutions.map(({ id, name, country }) => ({ id, name, country })),
  };
}

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
