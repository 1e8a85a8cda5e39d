import { inScope, type Records, type RecordWrite } from 'bankweave/store';
import { type Data, keyOf, page } from './data.ts';

/** Writes records, or says that an expected version does not hold and writes none. */
export function writeRecords(data: Data, writes: readonly RecordWrite[]): boolean {
  const versionOf = ({ namespace, key }: RecordWrite): number =>
    data.records.get(keyOf(namespace, key))?.version ?? 0;
  if (writes.some((write) => write.ifVersion !== undefined && write.ifVersion !== versionOf(write)))
    return false;
  for (const write of writes) {
    const { namespace, key, userId, value, dueAt = null } = write;
    if (value === undefined) data.records.delete(keyOf(namespace, key));
    else {
      const kept = { namespace, key, userId, dueAt, value: structuredClone(value) };
      data.records.set(keyOf(namespace, key), { ...kept, version: versionOf(write) + 1 });
    }
  }
  return true;
}

/** The records facet. */
export function recordsOf(data: Data): Records {
  const named = (namespace: string) =>
    [...data.records.values()].filter((record) => record.namespace === namespace);
  return {
    async get(scope, namespace, key) {
      const found = data.records.get(keyOf(namespace, key));
      return found && inScope(scope, found.userId) ? found : null;
    },
    write: async (writes) => writeRecords(data, writes),
    async list(scope, namespace, { prefix = '', ...asked }) {
      const found = named(namespace).filter(
        ({ key, userId }) => key.startsWith(prefix) && inScope(scope, userId),
      );
      return page(found, asked, ({ key }) => key);
    },
    async due(namespace, now, limit) {
      return named(namespace)
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.key < b.key ? -1 : 1))
        .slice(0, limit);
    },
  };
}
