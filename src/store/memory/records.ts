import type { Records, RecordWrite, StoredRecord } from '../records.ts';
import { inScope } from '../scope.ts';
import { pageOf, sortedBy } from './page.ts';
import type { State } from './state.ts';

const place = (namespace: string, key: string): string => `${namespace}\n${key}`;

/** Applies writes without looking at the versions they expect. */
export function applyRecordWrites(state: State, writes: readonly RecordWrite[]): void {
  for (const { namespace, key, userId, value, dueAt = null } of writes) {
    const at = place(namespace, key);
    if (value === undefined) state.records.delete(at);
    else
      state.records.set(at, {
        namespace,
        key,
        userId,
        value: structuredClone(value),
        dueAt,
        version: (state.records.get(at)?.version ?? 0) + 1,
      });
  }
}

/** Whether every expected version holds. */
export function versionsHold(state: State, writes: readonly RecordWrite[]): boolean {
  return writes.every(
    ({ namespace, key, ifVersion }) =>
      ifVersion === undefined || (state.records.get(place(namespace, key))?.version ?? 0) === ifVersion,
  );
}

export function memoryRecords(state: State): Records {
  const inNamespace = (namespace: string): StoredRecord[] =>
    [...state.records.values()].filter((record) => record.namespace === namespace);
  return {
    async get(scope, namespace, key) {
      const record = state.records.get(place(namespace, key));
      return record && inScope(scope, record.userId) ? record : null;
    },
    async write(writes) {
      if (!versionsHold(state, writes)) return false;
      applyRecordWrites(state, writes);
      return true;
    },
    async list(scope, namespace, { prefix = '', ...page }) {
      const matching = inNamespace(namespace).filter(
        (record) => record.key.startsWith(prefix) && inScope(scope, record.userId),
      );
      return pageOf(
        sortedBy(matching, (record) => record.key),
        page,
        (record) => record.key,
      );
    },
    async due(namespace, now, limit) {
      return inNamespace(namespace)
        .filter((record) => record.dueAt !== null && record.dueAt <= now)
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.key < b.key ? -1 : 1))
        .slice(0, limit);
    },
  };
}
