import { isIP } from 'node:net';
import type { Backend } from './backend.ts';
import { connectionOf } from './bearer.ts';
import type { TrueLayerCode } from './codes.ts';
import { accountIdOf, type DataCall, type Half, type Results, visible } from './data-call.ts';
import type { TrueLayerFault } from './faults.ts';
import { accountBalance, cardBalance, list, one } from './holdings.ts';
import { info, me } from './identity-routes.ts';
import { Refusal } from './refusal.ts';
import type { Match, TrueLayerRoute } from './routes.ts';
import { directDebits, standingOrders } from './scheduled.ts';
import { answerOf } from './spoil.ts';
import { beginTask, pollTask } from './tasks.ts';
import { booked, pending } from './transactions.ts';
import { justAuthenticated } from './window.ts';
import { takeDataFault, takeDoorFault } from './world-faults.ts';

interface Endpoint {
  readonly scopes: readonly string[];
  readonly half?: Half;
  readonly answer: (call: DataCall) => Results;
}

const endpoints: Partial<Record<TrueLayerRoute, Endpoint>> = {
  me: { scopes: [], answer: me },
  info: { scopes: ['info'], answer: info },
  accounts: { scopes: ['accounts'], half: 'accounts', answer: (call) => list(call, 'accounts') },
  account: { scopes: ['accounts'], half: 'accounts', answer: (call) => one(call, 'accounts') },
  account_balance: { scopes: ['accounts', 'balance'], half: 'accounts', answer: accountBalance },
  account_transactions: {
    scopes: ['accounts', 'transactions'],
    half: 'accounts',
    answer: (call) => booked(call, 'accounts'),
  },
  account_pending: {
    scopes: ['accounts', 'transactions'],
    half: 'accounts',
    answer: (call) => pending(call, 'accounts'),
  },
  standing_orders: { scopes: ['accounts', 'standing_orders'], half: 'accounts', answer: standingOrders },
  direct_debits: { scopes: ['accounts', 'direct_debits'], half: 'accounts', answer: directDebits },
  cards: { scopes: ['cards'], half: 'cards', answer: (call) => list(call, 'cards') },
  card: { scopes: ['cards'], half: 'cards', answer: (call) => one(call, 'cards') },
  card_balance: { scopes: ['cards', 'balance'], half: 'cards', answer: cardBalance },
  card_transactions: {
    scopes: ['cards', 'transactions'],
    half: 'cards',
    answer: (call) => booked(call, 'cards'),
  },
  card_pending: {
    scopes: ['cards', 'transactions'],
    half: 'cards',
    answer: (call) => pending(call, 'cards'),
  },
};

/** Answers a call below `/data/v1/`. */
export function dataRoute(
  backend: Backend,
  request: Request,
  url: URL,
  { route, id }: Match,
  fault: TrueLayerFault | undefined,
): Response {
  const connection = connectionOf(backend, request);
  const headers = { 'x-credentials-id': connection.id };
  const reply = (body: object) => Response.json(body, { headers });
  if (route === 'results') return (fault && answerOf(fault)) ?? reply(pollTask(backend, connection, id));
  const endpoint = endpoints[route];
  if (!endpoint) throw new Refusal('not_found');
  if (endpoint.scopes.some((scope) => !connection.scopes.includes(scope))) throw new Refusal('access_denied');
  const psu = request.headers.get('x-psu-ip');
  if (psu !== null && isIP(psu) === 0) {
    throw new Refusal('validation_error', { description: 'X-PSU-IP is no IP address.' });
  }
  takeDoorFault(backend, connection);
  const stopped =
    fault?.kind === 'error' && /^(unauthorized|invalid_token|unauthorized_client)$/.test(fault.code);
  if (stopped) throw new Refusal(fault.code, fault);
  if (route !== 'me') countCall(backend, connection.id, { route, id }, psu !== null);
  const call = (): DataCall => {
    const provider = backend.providerOf(connection);
    const asOf = backend.world.dataAsOf(backend.loginOf(connection));
    return {
      backend,
      connection,
      provider,
      route,
      id,
      query: url.searchParams,
      now: backend.world.now(),
      asOf,
    };
  };
  const work = () => ({ status: 'Succeeded', ...answer(call(), endpoint) });
  const spoiled = fault && answerOf(fault);
  const failing = fault?.kind === 'error' ? fault : undefined;
  if (url.searchParams.get('async') !== 'true' || (spoiled && !failing)) return spoiled ?? reply(work());
  // An asynchronous call fails in its results.
  const later = () => {
    if (failing) throw new Refusal(failing.code, failing);
    return work();
  };
  return reply(beginTask(backend, connection, url, later));
}

// The bank counts what fails as well.
function countCall(backend: Backend, credentialsId: string, { route, id }: Match, attended: boolean): void {
  const place = { credentialsId, account: id, endpoint: route };
  const wait = backend.quota.count(place, attended, backend.world.now());
  if (wait === 0) return;
  throw new Refusal('provider_request_limit_exceeded', {
    ...(backend.settings.quotaRetryAfter && { retryAfterSeconds: Math.ceil(wait / 1000) }),
  });
}

function answer(call: DataCall, { half, answer: results }: Endpoint): Results {
  const { backend, connection, provider, route, now } = call;
  if (route !== 'me') {
    takeDataFault(backend, worldIdOf(call, half));
    if (connection.consentExpiresAt <= now) throw new Refusal('access_denied');
    if (connection.failsWith !== null) throw new Refusal(connection.failsWith as TrueLayerCode);
  }
  if (half && !provider[half]) {
    if (provider.habits.absence === 'empty' && route === half) return { results: [] };
    throw new Refusal(provider.habits.absence === 'denied' ? 'access_denied' : 'endpoint_not_supported');
  }
  if (route === half && provider.habits.listsOnlyAfterSca && !justAuthenticated(call)) {
    throw new Refusal('access_denied');
  }
  return results(call);
}

/** What in the world the call is about: an account, or the whole login. */
function worldIdOf(call: DataCall, half: Half | undefined): string {
  const { backend, connection, provider, id } = call;
  const account =
    half && id !== ''
      ? visible(call, half).find((each) => accountIdOf(provider, connection, each.id) === id)
      : undefined;
  return account?.id ?? backend.loginOf(connection);
}
