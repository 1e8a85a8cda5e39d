import {
  defineAdapter,
  ProviderUnavailableError,
  UnauthorizedError,
  type Adapter,
  type AdapterAccount,
  type Batch,
  type Upsert,
} from 'bankweave/adapter-kit';
import { account, row } from '../client/plain-adapter.ts';

export type GrantAdapter = Adapter<'grants', undefined, { readonly code: string }>;

/** A provider that knows which permissions are open. Its tokens are used up by a renewal, as with real ones. */
export class Provider {
  /** Open permissions: the login, and the token that works now. */
  readonly open = new Map<string, string>();
  /** Tokens that got old and want to be renewed. */
  readonly stale = new Set<string>();
  readonly calls: string[] = [];
  accounts: AdapterAccount[] = [account('a1', '100.00')];
  rows: Upsert[] = [row('r1', '-5.00', '2026-11-10'), row('r2', '-6.00', '2026-11-11')];
  rejected: Batch['rejected'] = [];
  down = false;
  /** Called at the beginning of each method. */
  before: (method: string) => unknown = () => {};
  #tokens = 0;

  token(login: string): string {
    const token = `token-of-${login}-${++this.#tokens}`;
    this.open.set(login, token);
    return token;
  }

  get adapter(): GrantAdapter {
    const enter = async (method: string, token?: string): Promise<string | undefined> => {
      this.calls.push(method);
      await this.before(method);
      if (this.down) throw new ProviderUnavailableError('Down.');
      if (token === undefined) return undefined;
      const [login] = [...this.open].find(([, works]) => works === token) ?? [];
      if (login === undefined || this.stale.has(token)) throw new UnauthorizedError('No.');
      return login;
    };
    const tokenIn = (call: { credentials: Readonly<Record<string, string>> }): string =>
      call.credentials['token'] ?? '';
    return defineAdapter({
      id: 'grants',
      specVersion: 1,
      traits: {
        removals: 'explicit',
        pending: 'unlinked',
        historyDays: 365,
        overlapDays: 0,
        consentDays: null,
        budgets: [],
        secrets: true,
        hosts: [],
      },
      link: {
        start: async () => {
          await enter('start');
          return { kind: 'redirect' as const, url: 'https://bank.example/' };
        },
        exchange: async ({ params }: { params: { readonly code: string } | undefined }) => {
          await enter('exchange');
          const login = params?.code ?? '';
          const token = this.token(login);
          return { credentials: { token, login }, providerConnectionId: login };
        },
      },
      connection: {
        inspect: async (call) => {
          await enter('inspect', tokenIn(call));
          return {
            institution: { id: 'bank', name: 'Bank' },
            consent: { scopes: ['read'], grantedAt: null, expiresAt: null },
            auth: 'ok' as const,
          };
        },
        refresh: async ({ credentials }) => {
          await enter('refresh');
          const login = credentials['login'] ?? '';
          if (this.open.get(login) !== credentials['token']) throw new UnauthorizedError('Used up.');
          return { token: this.token(login) };
        },
        revoke: async (call) => {
          const login = await enter('revoke', tokenIn(call));
          if (login !== undefined) this.open.delete(login);
        },
      },
      accounts: {
        list: async (call) => {
          await enter('accounts', tokenIn(call));
          return { accounts: this.accounts, complete: true };
        },
      },
      webhooks: {
        verify: async () => {},
        parse: ({ body }: { body: Uint8Array }) => {
          const login = Buffer.from(body).toString();
          return [{ providerConnectionId: login, type: 'sync' as const, dedupeKey: login }];
        },
      },
      feed: {
        scope: 'connection' as const,
        pull: (input, call) => this.#pull(() => enter('pull', tokenIn(call)), input.checkpoint),
      },
    }) as GrantAdapter;
  }

  async *#pull(enter: () => Promise<unknown>, checkpoint: string | null): AsyncGenerator<Batch> {
    await enter();
    const half = Math.ceil(this.rows.length / 2);
    const parts = [this.rows.slice(0, half), this.rows.slice(half)];
    for (const [n, upserts] of parts.entries()) {
      await this.before('batch');
      yield {
        upserts,
        rejected: n === 1 ? this.rejected : [],
        readiness: 'complete',
        checkpoint: `${checkpoint ?? ''}${n}`,
      } as Batch;
    }
  }
}
