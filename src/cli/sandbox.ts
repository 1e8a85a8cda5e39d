import { createWorld, serveSandbox, type World } from 'bankweave/sandbox';
import { controlWire } from './control.ts';
import type { Options } from './options.ts';
import type { Terminal } from './terminal.ts';
import { keys, wires } from './wires.ts';

/** Serves until the signal is aborted. */
export async function sandbox(options: Options, { out, err, signal }: Terminal): Promise<number> {
  const { seed, port, epoch, at, json } = options;
  const ids = options.only ?? Object.keys(wires);
  const unknown = ids.filter((id) => wires[id] === undefined);
  if (unknown.length > 0) {
    err(`There is no provider "${unknown.join('", "')}"; there are ${Object.keys(wires).join(', ')}.`);
    return 2;
  }
  const world = createWorld({
    seed,
    ...(epoch !== undefined && { epoch }),
    ...(at !== undefined && { clock: stopped(at) }),
  });
  const control = controlWire();
  const loaded = await Promise.all(ids.flatMap((id) => wires[id]?.() ?? []));
  const served = await serveSandbox({ world, wires: [control, ...loaded], port }).catch((error: unknown) => {
    err(error instanceof Error ? error.message : 'The sandbox could not be served.');
    return undefined;
  });
  if (!served) return 1;
  control.announce(served.urls);
  for (const line of json ? [JSON.stringify(served.urls)] : lines(served.urls, world)) out(line);
  await aborted(signal);
  await served.close();
  return 0;
}

function lines(urls: Readonly<Record<string, string>>, world: World): readonly string[] {
  const { control, ...providers } = urls;
  return [
    `A bank world with seed "${world.seed}", at ${new Date(world.now()).toISOString()}`,
    '',
    ...Object.entries(providers).map(([id, url]) => `  ${id.padEnd(10)} ${url}  ${keys[id] ?? ''}`.trimEnd()),
    `  ${'control'.padEnd(10)} ${control}`,
    '',
    `  curl -X POST ${control}/advance -H 'content-type: application/json' -d '{"days":1}'`,
    '',
    'Ctrl+C ends it.',
  ];
}

function stopped(at: number): World['clock'] {
  return {
    now: () => at,
    monotonic: () => at,
    sleep: async (_ms, { signal } = {}) => signal?.throwIfAborted(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
