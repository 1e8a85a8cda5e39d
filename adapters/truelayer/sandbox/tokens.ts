import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';

/** How long an access token lives, in seconds. */
export const TOKEN_SECONDS = 3600;

/** Gives out an access token, which ends the one before; as text it looks like a JWT and means nothing. */
export function issueAccessToken(backend: Backend, connection: Connection): string {
  const { world, settings } = backend;
  const now = world.now();
  const token = jwt(backend, {
    sub: connection.id,
    client_id: settings.clientId,
    connector_id: connection.providerId,
    scope: connection.scopes,
    nbf: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + TOKEN_SECONDS,
    iss: 'https://auth.truelayer-sandbox.com',
    aud: 'https://auth.truelayer-sandbox.com/resources',
  });
  connection.accessToken = token;
  connection.accessExpiresAt = now + TOKEN_SECONDS * 1000;
  connection.firstToken ??= token;
  backend.accessTokens.set(token, connection.id);
  return token;
}

/** Gives out a refresh token, which ends the one before. */
export function issueRefreshToken(backend: Backend, connection: Connection): string {
  const token = backend.fresh('refresh').toUpperCase();
  connection.refreshToken = token;
  backend.refreshTokens.set(token, connection.id);
  return token;
}

/** A token of the app itself, for no person. */
export function issueClientToken(backend: Backend, scope: string): string {
  const exp = Math.floor(backend.world.now() / 1000) + TOKEN_SECONDS;
  return jwt(backend, { client_id: backend.settings.clientId, scope, exp });
}

function jwt(backend: Backend, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jti = backend.fresh('access');
  return [part({ alg: 'RS256', typ: 'JWT', kid: 'sandbox' }), part({ ...claims, jti }), jti].join('.');
}
