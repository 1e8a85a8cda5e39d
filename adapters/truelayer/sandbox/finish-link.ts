import type { Backend } from './backend.ts';
import { type Connection, consentEnd } from './connection.ts';
import type { LinkRequest } from './link-request.ts';
import { type MockUser, mockUser } from './mock-users.ts';
import type { Provider } from './providers.ts';

const CODE_MINUTES = 5;
const PERSONAL = [
  'login_required',
  'mfa',
  'act_at_bank',
  'consent_expired',
  'unauthorized',
  'revoked',
] as const;

/** Somebody who signed in. */
export interface SignedIn {
  readonly provider: Provider;
  readonly username: string;
  /** The world's account ids; `null` for all of them. */
  readonly accounts: readonly string[] | null;
  readonly user: MockUser;
}

/** Where the person is sent in the end. */
export interface LinkEnd {
  /** The whole address, the answer in its query. */
  readonly url: string;
  /** The answer alone. */
  readonly params: Readonly<Record<string, string>>;
}

/** Who these words belong to; `undefined` where they are wrong. */
export function signIn({ mock }: Provider, username: string, password: string): MockUser | undefined {
  if (mock) return mockUser(username, password);
  return username.trim() === '' || password === '' || password === 'wrong'
    ? undefined
    : { failsWith: null, extend: null };
}

/** Writes down what the person allowed and gives the app its code. */
export function allowLink(backend: Backend, link: LinkRequest, person: SignedIn): LinkEnd {
  const now = backend.world.now();
  const { provider } = person;
  const held = link.again === null ? undefined : backend.connections.get(link.again);
  const fresh: Connection = {
    id: held?.id ?? backend.freshUuid('credentials'),
    providerId: provider.id,
    username: person.username,
    accounts: person.accounts,
    scopes: link.scopes,
    consentCreatedAt: now,
    consentUpdatedAt: now,
    consentExpiresAt: consentEnd(backend.world, provider, now),
    authenticatedAt: now,
    firstToken: null,
    accessToken: held?.accessToken ?? null,
    accessExpiresAt: held?.accessExpiresAt ?? 0,
    refreshToken: held?.refreshToken ?? null,
    deleted: false,
    ...person.user,
  };
  backend.connections.set(fresh.id, fresh);
  repair(backend, fresh);
  const code = backend.fresh('code').toUpperCase();
  backend.codes.set(code, {
    connectionId: fresh.id,
    redirectUri: link.redirectUri,
    expiresAt: now + CODE_MINUTES * 60_000,
    challenge: link.challenge,
  });
  return end(backend, link, { code, scope: link.scopes.join(' ') });
}

// The person was with the bank: what it wanted of them is done. A consent that they took back stays so; this is another.
function repair(backend: Backend, fresh: Connection): void {
  const { world } = backend;
  const loginId = backend.loginOf(fresh);
  if (world.peekFault(loginId, ['revoked'])) {
    for (const other of backend.connections.values()) {
      if (other !== fresh && backend.loginOf(other) === loginId) other.deleted = true;
    }
  }
  for (const kind of PERSONAL) world.heal(loginId, kind);
}

/** Gives the app an error instead. */
export function refuseLink(
  backend: Backend,
  link: LinkRequest,
  error: string,
  description?: string,
): LinkEnd {
  return end(backend, link, { error, ...(description !== undefined && { error_description: description }) });
}

/** The app's address with an answer in its query. */
export function addressWith(redirectUri: string, params: Readonly<Record<string, string>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

function end(backend: Backend, link: LinkRequest, answer: Readonly<Record<string, string>>): LinkEnd {
  const query = new URLSearchParams(link.query);
  // Two links without `state` and `nonce` may be equal without being one.
  if (query.has('state') || query.has('nonce') || query.has('reauth')) backend.usedLinks.add(link.query);
  const params = { ...answer, ...(link.state !== null && { state: link.state }) };
  return { url: addressWith(link.redirectUri, params), params };
}
