import { defineAdapter, UnauthorizedError, type ConnectionCall } from 'bankweave/adapter-kit';

/** A provider whose access tokens can be made to end, and whose refresh tokens work once. */
export function tokenProvider() {
  const state = {
    access: 'canary-access-1',
    refresh: 'canary-refresh-1',
    renewals: 0,
    /** What a renewal gives is refused as well. */
    useless: false,
    dead: false,
    /** Called before each read. */
    onRead: async (): Promise<void> => {},
    end: (): void => {
      state.access = 'canary-nobody-has-it';
    },
  };
  const check = ({ credentials, provider = 'acme' }: ConnectionCall & { provider?: string }): void => {
    if (credentials['accessToken'] !== state.access)
      throw new UnauthorizedError('The access token was refused.', { provider, requestId: 'their-id' });
  };
  const adapter = defineAdapter({
    id: 'acme',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'none',
      historyDays: 30,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      hosts: [],
    },
    link: {
      start: async () => ({ kind: 'none' as const }),
      exchange: async () => ({
        credentials: { accessToken: state.access, refreshToken: state.refresh },
        providerConnectionId: 'login-1',
      }),
    },
    connection: {
      async inspect(call) {
        check(call);
        return {
          institution: { id: 'acme-bank', provider: 'acme', name: 'Acme', countries: ['US'] } as never,
          consent: { scopes: [], grantedAt: '2026-11-20T00:00:00Z', expiresAt: null } as never,
          auth: 'ok' as const,
        };
      },
      async refresh({ credentials }) {
        state.renewals++;
        if (state.dead || credentials['refreshToken'] !== state.refresh)
          throw new UnauthorizedError('invalid_grant', { provider: 'acme', providerCode: 'invalid_grant' });
        const access = `canary-access-${state.renewals + 1}`;
        state.refresh = `canary-refresh-${state.renewals + 1}`;
        if (!state.useless) state.access = access;
        return { accessToken: access, refreshToken: state.refresh };
      },
      revoke: async () => {},
    },
    accounts: {
      async list(call) {
        check(call);
        return { accounts: [], complete: true };
      },
    },
    feed: {
      scope: 'connection',
      async *pull(_, call) {
        await state.onRead();
        check(call);
        yield { checkpoint: String(state.renewals), readiness: 'complete' as const };
      },
    },
  });
  return { adapter, state };
}
