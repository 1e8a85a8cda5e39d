import type { ExportLine } from '../privacy/export/line.ts';
import { type CallOptions, onlySignal } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** A user's data as lines, each read as it is asked for. */
export function exportOf(
  kernel: Kernel,
  userId: string,
  options: CallOptions | undefined,
): AsyncIterable<ExportLine> {
  return {
    async *[Symbol.asyncIterator]() {
      const signal = onlySignal(options);
      const lines = await kernel.call(signal, async (ports, until) => {
        const { exportUser } = await engine();
        return exportUser(ports, userId, until);
      });
      try {
        for (;;) {
          const next = await kernel.call(signal, () => lines.next());
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await lines.return(undefined);
      }
    },
  };
}
