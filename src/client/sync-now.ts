import { ConflictError } from '../errors/catalog.ts';
import type { Logger } from '../internal/logger.ts';
import type { Run } from '../store/runs.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { SyncProgress } from '../sync/progress.ts';
import type { SyncOptions } from '../sync/run.ts';
import { attendedOf } from './attended.ts';
import { fieldsOf, refuse, signalOf, textOf } from './input.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** Syncs one connection because the host asked for it. */
export async function syncNow(kernel: Kernel, connectionId: string, options?: SyncOptions): Promise<Run> {
  const id = textOf(connectionId, 'connectionId');
  const given = fieldsOf<SyncOptions>(options, ['signal', 'onProgress', 'attended'], 'options');
  const attended = await attendedOf(given.attended);
  const { onProgress } = given;
  if (onProgress !== undefined && typeof onProgress !== 'function')
    refuse('options.onProgress', 'a function');
  return kernel.call(signalOf(given.signal), async (ports, signal) => {
    const row = await connectionIn(ports, EVERY_USER, id);
    if (row.connection.status === 'removed')
      throw new ConflictError('This connection was removed; nothing syncs it any more.', {
        connectionId: id,
      });
    const { runSync } = await engine();
    return runSync(ports, row, {
      signal,
      ...(attended && { attended }),
      ...(onProgress && { onProgress: harmless(onProgress, ports.logger) }),
    });
  });
}

/** A listener to progress must not be able to end the sync it looks at. */
function harmless(
  listener: (progress: SyncProgress) => unknown,
  logger: Logger,
): (progress: SyncProgress) => void {
  const failed = (): void => logger.error('onProgress threw; the sync goes on.');
  return (progress) => {
    try {
      void Promise.resolve(listener(progress)).catch(failed);
    } catch {
      failed();
    }
  };
}
