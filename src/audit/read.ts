import type { Records } from '../store/records.ts';
import type { Scope } from '../store/scope.ts';
import { AUDIT, lineIn, lineKey } from './chain.ts';
import type { AuditAction, AuditLine } from './entry.ts';

const BATCH = 500;

/** What lines are wanted. All given conditions must hold; `from` and `to` are inclusive days in UTC. */
export interface AuditFilter {
  readonly connectionId?: string;
  readonly action?: AuditAction;
  readonly from?: string;
  readonly to?: string;
}

/** Up to `limit` lines beyond `after`: by user, each user's in order. */
export async function readLines(
  records: Records,
  scope: Scope,
  filter: AuditFilter,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly AuditLine[]> {
  const found: AuditLine[] = [];
  for (let position = after; ; ) {
    const page = await records.list(scope, AUDIT, {
      limit: BATCH,
      ...(position !== undefined && { after: position }),
    });
    for (const record of page) {
      const line = lineIn(record);
      if (matches(line, filter) && found.push(line) === limit) return found;
    }
    if (page.length < BATCH) return found;
    position = page.at(-1)?.key;
  }
}

/** Where a line stands in that order. */
export function linePosition({ userId, seq }: AuditLine): string {
  return lineKey(userId, seq);
}

function matches({ connectionId, action, at }: AuditLine, filter: AuditFilter): boolean {
  const day = at.slice(0, 10);
  return (
    (filter.connectionId === undefined || connectionId === filter.connectionId) &&
    (filter.action === undefined || action === filter.action) &&
    (filter.from === undefined || day >= filter.from) &&
    (filter.to === undefined || day <= filter.to)
  );
}
