import {
  type Adapter,
  type Batch,
  type Call,
  type ConnectionCall,
  ConfigurationError,
  defineAdapter,
  type HttpResponse,
  InvalidInputError,
  ProviderResponseError,
  readBody,
  readEach,
  readInstant,
  requireId,
  strictOptions,
} from 'bankweave/adapter-kit';
import { toAccount } from './to-account.ts';
import { toError } from './to-error.ts';
import { toPending, toPosted } from './to-transaction.ts';
import { Accounts, Entries, Holds, Me, Tokens } from './wire.ts';

export interface PebbleOptions {
  /** Where the API is. Default: `https://api.pebble.example`. Only an address given here may be on this machine. */
  readonly baseUrl?: string;
  /** Where the bank sends the person back to. */
  readonly redirectUri: string;
}

/** Pebble Bank as an adapter. A link takes no input, and is completed with the query of the bank's callback. */
export function pebble(options: PebbleOptions): Adapter<'pebble', never, URLSearchParams> {
  strictOptions('pebble', options, ['baseUrl', 'redirectUri']);
  const { baseUrl = 'https://api.pebble.example', redirectUri } = options;
  if (!URL.canParse(redirectUri ?? ''))
    throw new ConfigurationError('pebble: redirectUri is not a web address', { field: 'redirectUri' });

  return defineAdapter({
    id: 'pebble',
    specVersion: 1,
    traits: {
      // Nobody tells that an entry is gone; it is missing from a range that was read whole.
      removals: 'inferred',
      // Holds come as a whole list, and a booked entry does not say which hold it was.
      pending: 'complete-set',
      historyDays: 90,
      // Entries turn up late here, so each sync reads the last days again.
      overlapDays: 10,
      windowed: true,
      consentDays: 180,
      budgets: [{ name: 'entries', per: 'account', calls: 200, windowMs: 86_400_000 }],
      hosts: ['api.pebble.example'],
    },
    http: { baseUrl, allowLoopback: options.baseUrl !== undefined, toError },

    link: {
      async start({ session }) {
        const query = new URLSearchParams({
          redirect_uri: redirectUri,
          state: session.state,
          code_challenge: session.codeChallenge,
        });
        return { kind: 'redirect', url: `${baseUrl}/authorize?${query.toString()}` };
      },
      // The engine compares the state with the session's before it asks for the exchange.
      callback: (params) => {
        const query = queryOf(params);
        const [state, error] = [query.get('state'), query.get('error')];
        return { ...(state !== null && { state }), ...(error !== null && { error }) };
      },
      async exchange({ session, params }, call) {
        const code = requireId(queryOf(params).get('code'), 'code');
        const tokens = await token(call, { code, code_verifier: session.codeVerifier });
        return { credentials: tokens.credentials, providerConnectionId: requireId(tokens.login, 'login') };
      },
    },

    connection: {
      async inspect(call) {
        const { bank, consent, data_as_of } = readBody(await get(call, '/me'), Me);
        const dataAsOf = readInstant(data_as_of);
        return {
          institution: bank,
          consent: {
            scopes: ['accounts', 'entries'],
            grantedAt: readInstant(consent.given_at) ?? null,
            expiresAt: readInstant(consent.ends_at) ?? null,
          },
          auth: 'ok',
          ...(dataAsOf && { dataAsOf }),
        };
      },
      async refresh(call) {
        const { credentials } = await token(call, { refresh_token: call.credentials['refreshToken'] ?? '' });
        return credentials;
      },
      async revoke(call) {
        await call.http.request({ method: 'DELETE', url: '/session', headers: bearer(call) });
      },
    },

    accounts: {
      async list(call) {
        const { accounts } = readBody(await get(call, '/accounts'), Accounts);
        return { accounts: accounts.map(toAccount), complete: true };
      },
    },

    feed: {
      scope: 'account',
      async *pull({ account = '', window }, call): AsyncGenerator<Batch> {
        const path = `/accounts/${encodeURIComponent(account)}`;
        const budget = { name: 'entries', account };
        for (let page: number | null = 1; page !== null; ) {
          const query = { from: window.from, to: window.to, page };
          const answer: HttpResponse = await get(call, `${path}/entries`, { query, budget });
          const { entries, next_page } = readBody(answer, Entries);
          yield readEach(entries, (row) => toPosted(account, row), { account: () => account });
          // A page that leads back to one before would be read for ever.
          if (next_page !== null && next_page <= page)
            throw new ProviderResponseError('pebble: the pages lead back', { field: 'next_page' });
          page = next_page;
        }
        // Holds are read after the entries. A hold booked in between is then missing from both for one sync, and
        // joined by the next; read the other way round it would be counted twice.
        const { holds } = readBody(await get(call, `${path}/holds`), Holds);
        yield {
          ...readEach(holds, (row) => toPending(account, row), { account: () => account }),
          coverage: [
            { account, from: window.from, to: window.to },
            { account, pending: 'complete' },
          ],
          checkpoint: window.to,
        };
      },
      async confirm(rows, call) {
        const ask = async ({ account, ids }: (typeof rows)[number]) => {
          const ref = ids.find(({ scheme }) => scheme === 'ref')?.value;
          if (ref === undefined) return 'unknown';
          const { status } = await get(call, `/accounts/${account}/entries/${encodeURIComponent(ref)}`);
          return status === 404 ? 'gone' : status < 300 ? 'present' : 'unknown';
        };
        return Promise.all(rows.map(ask));
      },
    },
  });
}

/** The callback's query. What a web page hands on may be anything, whatever the type says. */
function queryOf(params: unknown): URLSearchParams {
  if (params instanceof URLSearchParams) return params;
  throw new InvalidInputError('pebble: the query of the callback is missing', {
    provider: 'pebble',
    field: 'params',
  });
}

function bearer(call: ConnectionCall): Record<string, string> {
  return { authorization: `Bearer ${call.credentials['accessToken']}` };
}

function get(
  call: ConnectionCall,
  url: string,
  rest: Partial<Parameters<Call['http']['request']>[0]> = {},
): Promise<HttpResponse> {
  return call.http.request({ ...rest, url, headers: bearer(call) });
}

/** ONE call for tokens. It is never sent twice: a code and a refresh token work once. */
async function token(
  call: Call,
  form: Readonly<Record<string, string>>,
): Promise<{ credentials: Record<string, string>; login: string | undefined }> {
  const answer = await call.http.request({ method: 'POST', url: '/token', form, idempotent: false });
  const { access_token, refresh_token, login } = readBody(answer, Tokens);
  return { credentials: { accessToken: access_token, refreshToken: refresh_token }, login };
}
