import type { Bug } from '../bug.ts';

/** Mistakes of erasure and export. */
export const privacy: readonly Bug[] = [
  {
    number: 25,
    name: 'an erasure does not fence out work that is under way',
    edits: [
      {
        file: 'src/audit/log.ts',
        find: 'return new Trail(this, userId, generation.fence);',
        replace: 'return new Trail(this, userId, undefined);',
      },
    ],
    battery: ['test/privacy/every-await.test.ts'],
  },
  {
    number: 73,
    name: 'an export holds the last version of a consent only',
    edits: [
      {
        file: 'src/privacy/export/read.ts',
        find: `  for await (const { value } of everyRecord(ports, scope, CONSENTS))
    yield line('consent', value as unknown as ConsentRecord);`,
        replace: `  const last = new Map<string, ConsentRecord>();
  for await (const { value } of everyRecord(ports, scope, CONSENTS)) {
    const record = value as unknown as ConsentRecord;
    last.set(record.connectionId, record);
  }
  for (const record of last.values()) yield line('consent', record);`,
      },
    ],
    battery: ['test/privacy/export.test.ts'],
  },
];
