import { instant } from '../../model/calendar-date.ts';
import type { Ports } from '../../sync/ports.ts';
import { type ExportCounts, EXPORTED, type ExportedKind, type ExportLine, line } from './line.ts';
import { linesOf } from './read.ts';

/**
 * Everything the store holds of a person, line by line: a header with counts, the rows, and an end with what was
 * written. Read in pages by position, so memory stays flat; a row that changes meanwhile comes in its older or its newer
 * state, and none comes twice. Never credentials, link sessions or positions in a provider's feed.
 */
export async function* exportUser(
  ports: Ports,
  userId: string,
  signal: AbortSignal,
): AsyncGenerator<ExportLine> {
  signal.throwIfAborted();
  const trail = await ports.audit.open(userId);
  await trail.append({ action: 'export', actor: 'user' });
  const at = instant(ports.clock.now());
  const expected = zeros();
  for await (const { type } of linesOf(ports, userId, { whole: false })) {
    signal.throwIfAborted();
    expected[type as ExportedKind]++;
  }
  yield line('header', { format: 'bankweave.export', userId, at, counts: expected });
  const counts = zeros();
  for await (const one of linesOf(ports, userId, { whole: true })) {
    signal.throwIfAborted();
    counts[one.type as ExportedKind]++;
    yield one;
  }
  yield line('end', { counts });
}

function zeros(): { -readonly [Kind in keyof ExportCounts]: number } {
  return Object.fromEntries(EXPORTED.map((kind) => [kind, 0])) as Record<ExportedKind, number>;
}
