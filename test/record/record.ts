import { createWorld, serveSandbox, type Wire, type World } from 'bankweave/sandbox';
import { StoryClock } from './story-clock.ts';
import type { Exchange, Fixture, Recordable, Recording, Stage } from './recording.ts';
import { comparable, createScrub, type Scrub } from './scrub.ts';

type Tapped = Pick<Recording, 'provider' | 'volatile' | 'headers'>;

const alwaysKept = ['content-type', 'retry-after'];

/** A recording as the command runs it. */
export function recordable<W extends Wire>(recording: Recording<W>): Recordable {
  return {
    provider: recording.provider,
    stories: Object.keys(recording.stories),
    record: (story, environment) => record(recording, story, environment),
  };
}

/**
 * Runs a story and writes down what went over the wire: at the provider's own sandbox where its keys are in the
 * environment, otherwise at the wire of this package.
 */
export async function record<W extends Wire>(
  recording: Recording<W>,
  story: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Fixture> {
  const run = recording.stories[story];
  if (!run) throw new RangeError(`${recording.provider} has no story "${story}"`);
  const names = Object.keys(recording.keys);
  const real = names.every((name) => environment[name]);
  const keys = real
    ? Object.fromEntries(names.map((name) => [name, environment[name] ?? '']))
    : recording.keys;
  const withoutSecrets = createScrub(
    recording.secrets,
    names.map((name) => [keys[name] ?? '', recording.keys[name] ?? '']),
  );
  let baseUrl = '';
  // Addresses in answers lead to where the adapter was pointed: to the provider, once it is replayed.
  const scrub: Scrub = (text) =>
    withoutSecrets(baseUrl === '' ? text : text.replaceAll(baseUrl, recording.host));
  const clock = new StoryClock(real ? Date.now() : undefined);
  const startedAt = new Date(clock.now()).toISOString();
  const world: World = createWorld({
    seed: 'recorded',
    clock,
    ...(recording.epoch && { epoch: recording.epoch }),
  });
  const wire = real ? undefined : recording.wire();
  const exchanges: Exchange[] = [];
  const behind = wire ?? sandbox(recording);
  const sandboxServer = await serveSandbox({ world, wires: [tap(behind, recording, scrub, exchanges)] });
  const outside: Record<string, string> = {};
  baseUrl = sandboxServer.urls[recording.provider] ?? '';
  const stage: Stage<W> = {
    baseUrl,
    clock,
    keys,
    async outside(name, act) {
      if (name in outside) throw new RangeError(`"${name}" happens twice`);
      const given = await act(wire, wire && world);
      outside[name] = scrub(given);
      return given;
    },
  };
  try {
    const result = await run(stage);
    return {
      provider: recording.provider,
      story,
      source: real ? 'sandbox' : 'wire',
      startedAt,
      outside,
      exchanges,
      result: JSON.parse(scrub(JSON.stringify(result ?? null))),
    };
  } finally {
    await sandboxServer.close();
  }
}

/** The provider's own sandbox behind the tap. */
function sandbox({ provider, host }: Pick<Recording, 'provider' | 'host'>): Wire {
  return {
    id: provider,
    bind: () => {},
    async handle(request) {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      for (const name of ['host', 'connection', 'content-length', 'accept-encoding']) headers.delete(name);
      const body =
        request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
      const answer = await fetch(`${host}${pathname}${search}`, {
        method: request.method,
        headers,
        redirect: 'manual',
        ...(body && body.byteLength > 0 && { body }),
      });
      return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
    },
  };
}

/** A wire that writes down what passes. */
function tap(wire: Wire, recording: Tapped, scrub: Scrub, exchanges: Exchange[]): Wire {
  return {
    id: recording.provider,
    bind: (world) => wire.bind(world),
    async handle(request) {
      const { pathname, search } = new URL(request.url);
      const type = request.headers.get('content-type') ?? '';
      const body = scrub(await request.clone().text());
      const asked = comparable({ path: scrub(pathname + search), body, type }, recording);
      const answer = await wire.handle(request);
      const text = scrub(await answer.clone().text());
      const kept = [...alwaysKept, ...(recording.headers ?? [])];
      exchanges.push({
        method: request.method,
        path: asked.path,
        ...(asked.request !== undefined && { request: asked.request }),
        status: answer.status,
        headers: Object.fromEntries([...answer.headers].filter(([name]) => kept.includes(name))),
        body: jsonOrText(text),
      });
      return answer;
    },
  };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
