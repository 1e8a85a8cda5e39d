import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Job } from './job.ts';

/** A child at work. */
export interface Child {
  /** Resolves when it says so. */
  readonly ready: Promise<void>;
  readonly pid: number | undefined;
  tell(word: string): void;
  /** What it returned; rejects when it died or failed. */
  readonly result: Promise<unknown>;
  /** How it ended: an exit code or a signal. */
  readonly end: Promise<string>;
}

export function spawn(job: Job): Child {
  const child: ChildProcess = fork(join(import.meta.dirname, 'child.ts'), [JSON.stringify(job)], {
    execArgv: ['--conditions=@bankweave/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const end = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const result = new Promise<unknown>((resolve, reject) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'result' in message) resolve(message.result);
    });
    void end.then((how) => reject(new Error(`The child ended with ${how}: ${said}`)));
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      if (message === 'ready') resolve();
    });
    void end.then((how) => reject(new Error(`The child ended with ${how}: ${said}`)));
  });
  // Each may go unwatched in a test that looks at another.
  result.catch(() => {});
  ready.catch(() => {});
  return { ready, result, end, pid: child.pid, tell: (word) => child.send(word) };
}
