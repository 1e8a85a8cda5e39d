import { type Call, type ConnectionCall, ProviderUnavailableError } from 'bankweave/adapter-kit';
import { overFaker, overHttp } from '../bases.ts';
import { accounts, asking, facet, inspecting, translating, without } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

interface Link {
  exchange(
    input: { readonly session: { readonly mode: string } },
    call: Call,
  ): Promise<{ readonly credentials: object }>;
  callback(params: unknown): object;
}

const link = (replace: (honest: Link) => object) =>
  facet('link', (honest) => replace(honest as unknown as Link));

/** An extra request that nobody asked for. */
const ask = (call: Call) => call.http.request({ url: '/me' }).catch(() => undefined);

/** Faults of links, of what is said about a connection, and of lists of accounts. */
export const hostileLinks: readonly HostileAdapter[] = [
  ['the id has capitals', ['MANIFEST-01'], overFaker, (adapter) => ({ ...adapter, id: 'Faker' })],
  [
    'requests that cost something name no budget',
    ['MANIFEST-02'],
    overHttp,
    asking((request) => (one) => request(without(one, 'budget'))),
  ],
  [
    'a credential is a number',
    ['LINK-01'],
    overHttp,
    link(({ exchange }) => ({
      async exchange(...args: Parameters<typeof exchange>) {
        const given = await exchange(...args);
        return { ...given, credentials: { ...given.credentials, since: 7 } };
      },
    })),
  ],
  [
    'an exchange asks for more than the tokens',
    ['LINK-02'],
    overHttp,
    link(({ exchange }) => ({
      async exchange(...[input, call]: Parameters<typeof exchange>) {
        await ask(call);
        return exchange(input, call);
      },
    })),
  ],
  [
    'the callback keeps it to itself that the person said no',
    ['LINK-03'],
    overHttp,
    link(({ callback }) => ({ callback: (params: unknown) => ({ ...callback(params), error: undefined }) })),
  ],
  [
    'params that are none end in a TypeError',
    ['LINK-04'],
    overHttp,
    link(({ callback, exchange }) => ({
      callback: (params: URLSearchParams) => (params.get('state'), callback(params)),
      exchange: (...args: Parameters<typeof exchange>) => exchange(...args),
    })),
  ],
  [
    'a repaired link reads fewer accounts',
    ['LINK-05'],
    overHttp,
    (adapter) =>
      facet('accounts', ({ list }) => ({
        async list(call: ConnectionCall) {
          const listed = await list(call);
          return call.credentials['repaired'] ? { ...listed, accounts: listed.accounts.slice(1) } : listed;
        },
      }))(
        link(({ exchange }) => ({
          async exchange(...[input, call]: Parameters<typeof exchange>) {
            const given = await exchange(input, call);
            if (input.session.mode === 'connect') return given;
            return { ...given, credentials: { ...given.credentials, repaired: 'yes' } };
          },
        }))(adapter),
      ),
  ],
  [
    'data are said to be of tomorrow',
    ['CONN-01', 'FAULT-14'],
    overFaker,
    inspecting((found, { clock }) => ({
      ...found,
      dataAsOf: new Date(clock.now() + 86_400_000).toISOString(),
    })),
  ],
  [
    'a consent of so many days never ends',
    ['CONN-02'],
    overHttp,
    inspecting((found) => ({ ...found, consent: { scopes: [], grantedAt: null, expiresAt: null } })),
  ],
  [
    'ending a connection again is a failure of its own',
    ['CONN-03'],
    overFaker,
    (adapter) => {
      let ended = false;
      return facet('connection', () => ({
        async revoke() {
          if (ended) throw new TypeError('nothing to end');
          ended = true;
        },
      }))(adapter);
    },
  ],
  [
    'a refresh is two calls',
    ['CONN-04'],
    overHttp,
    facet('connection', ({ refresh }) => ({
      async refresh(call: ConnectionCall) {
        await ask(call);
        return refresh?.(call);
      },
    })),
  ],
  [
    'a refused token is said to be an outage',
    ['CONN-05', 'CONN-06', 'FAULT-10', 'ERROR-01'],
    overHttp,
    translating('unauthorized', () => new ProviderUnavailableError('no', { scope: 'provider' })),
  ],
  [
    'a refresh that is refused is an outage',
    ['CONN-06'],
    overHttp,
    facet('connection', ({ refresh }) => ({
      refresh: async (call: ConnectionCall) =>
        refresh?.(call).catch(() => {
          throw new ProviderUnavailableError('no', { scope: 'provider' });
        }),
    })),
  ],
  [
    'the mask is the number of the account',
    ['ACCT-01'],
    overFaker,
    accounts((account) => ({ ...account, mask: '40012345678' })),
  ],
  [
    'accounts are listed in another order each time',
    ['ACCT-02'],
    overFaker,
    (adapter) => {
      let times = 0;
      return facet('accounts', ({ list }) => ({
        async list(call: ConnectionCall) {
          const listed = await list(call);
          return { ...listed, accounts: times++ % 2 ? listed.accounts.toReversed() : listed.accounts };
        },
      }))(adapter);
    },
  ],
  [
    'what is owed is negative',
    ['ACCT-03'],
    overFaker,
    accounts(({ balances, ...account }) => {
      const { current } = balances;
      const owed = balances.kind === 'liability' && current && !current.value.startsWith('-');
      return {
        ...account,
        balances: owed ? { ...balances, current: { ...current, value: `-${current.value}` } } : balances,
      };
    }),
  ],
  [
    'live balances are of accounts that nobody listed',
    ['ACCT-04'],
    overFaker,
    facet('balances', ({ refresh }) => ({
      refresh: async (call: ConnectionCall) =>
        (await refresh(call)).map((account) => ({ ...account, id: `${account.id}-live` })),
    })),
  ],
  [
    'the search finds nothing',
    ['INST-01'],
    overFaker,
    facet('institutions', () => ({ search: async () => [] })),
  ],
];
