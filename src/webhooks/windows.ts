import type { JsonValue, RecordWrite, StoredRecord } from '../store/records.ts';
import type { NoticeWindow } from './window.ts';

/** Where the windows of connections are kept, keyed by connection. */
export const NOTICE_WINDOWS = 'notice-windows';

export function windowIn(record: StoredRecord | null): NoticeWindow | undefined {
  return record ? (record.value as unknown as NoticeWindow) : undefined;
}

/** The write that moves a window on, where nobody else has meanwhile. `undefined` forgets it. */
export function windowWrite(
  { connectionId, userId }: { readonly connectionId: string; readonly userId: string },
  version: number,
  window: NoticeWindow | undefined,
  dueAt: number | null = null,
): RecordWrite {
  return {
    namespace: NOTICE_WINDOWS,
    key: connectionId,
    userId,
    value: window as unknown as JsonValue | undefined,
    dueAt,
    ifVersion: version,
  };
}
