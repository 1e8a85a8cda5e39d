/** Everything that is served, by name. */
const ROUTES = {
  auth: 'GET /',
  sign_in: 'POST /sign-in',
  consent: 'POST /consent',
  token: 'POST /connect/token',
  providers: 'GET /api/providers',
  delete: 'DELETE /api/delete',
  debug: 'POST /api/debug',
  reauthuri: 'POST /v1/reauthuri',
  extend: 'POST /connections/extend',
  jwks: 'GET /.well-known/jwks',
  me: 'GET /data/v1/me',
  info: 'GET /data/v1/info',
  accounts: 'GET /data/v1/accounts',
  account: 'GET /data/v1/accounts/{id}',
  account_balance: 'GET /data/v1/accounts/{id}/balance',
  account_transactions: 'GET /data/v1/accounts/{id}/transactions',
  account_pending: 'GET /data/v1/accounts/{id}/transactions/pending',
  standing_orders: 'GET /data/v1/accounts/{id}/standing_orders',
  direct_debits: 'GET /data/v1/accounts/{id}/direct_debits',
  cards: 'GET /data/v1/cards',
  card: 'GET /data/v1/cards/{id}',
  card_balance: 'GET /data/v1/cards/{id}/balance',
  card_transactions: 'GET /data/v1/cards/{id}/transactions',
  card_pending: 'GET /data/v1/cards/{id}/transactions/pending',
  results: 'GET /data/v1/results/{id}',
} as const;

/** The name of a route. */
export type TrueLayerRoute = keyof typeof ROUTES;

/** A route with the id in its path. */
export interface Match {
  readonly route: TrueLayerRoute;
  readonly id: string;
}

const table = Object.entries(ROUTES).map(([name, text]) => {
  const [method = '', path = ''] = text.split(' ');
  const pattern = new RegExp(
    `^${path.replaceAll('.', '\\.').replace('{id}', '(?<id>[^/]+)')}${path === '/' ? '' : '/?'}$`,
  );
  return { route: name as TrueLayerRoute, method, pattern };
});

/** The route of a request; `wrong_method` where the path is one of ours and the method is not. */
export function routeOf(method: string, path: string): Match | 'wrong_method' | undefined {
  const there = table.flatMap((entry) => {
    const match = entry.pattern.exec(path);
    return match ? [{ ...entry, id: decoded(match.groups?.['id'] ?? '') }] : [];
  });
  const fits = there.find((entry) => entry.method === method);
  if (fits) return { route: fits.route, id: fits.id };
  return there.length > 0 ? 'wrong_method' : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
