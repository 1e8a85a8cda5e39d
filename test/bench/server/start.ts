import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The address of the loopback server, and how to end it. */
export interface Loopback {
  readonly url: string;
  close(): void;
}

/** Starts the server in a process of its own. */
export async function startLoopback(): Promise<Loopback> {
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, close: () => child.disconnect() };
}
