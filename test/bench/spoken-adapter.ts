import { type Batch, defineAdapter } from 'bankweave/adapter-kit';

/** An adapter whose next answer is simply given to it, for what happens behind the wire. */
export function spokenAdapter(next: () => readonly Batch[]) {
  return defineAdapter({
    id: 'spoken',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'unlinked',
      historyDays: 730,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
    },
    link: {
      start: async () => ({ kind: 'none' as const }),
      exchange: async () => ({ credentials: {}, providerConnectionId: 'spoken' }),
    },
    connection: {
      inspect: async () => ({
        institution: { id: 'spoken', name: 'Spoken Bank' },
        consent: { scopes: [], grantedAt: null, expiresAt: null },
        auth: 'ok' as const,
      }),
      revoke: async () => {},
    },
    accounts: { list: async () => ({ accounts: [], complete: false }) },
    feed: {
      scope: 'connection',
      async *pull() {
        yield* next();
      },
    },
  });
}
