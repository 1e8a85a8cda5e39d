import { createHash } from 'node:crypto';
import type { Backend, Code } from './backend.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusal.ts';
import { issueAccessToken, issueClientToken, issueRefreshToken, TOKEN_SECONDS } from './tokens.ts';
import { takeTokenFault } from './world-faults.ts';

/** `POST /connect/token`: exchanges a code, refreshes, or proves that the app's keys are right. */
export function tokenEndpoint(backend: Backend, form: URLSearchParams | null): Response {
  if (!form) throw new Refusal('invalid_request', { description: 'The body is not a form.' });
  const { settings } = backend;
  const grant = form.get('grant_type');
  const keysFit =
    form.get('client_id') === settings.clientId && form.get('client_secret') === settings.secret;
  if (!keysFit) throw new Refusal('invalid_client');
  if (grant === 'authorization_code') return reply(backend, exchange(backend, form), 'code');
  if (grant === 'refresh_token') return reply(backend, refresh(backend, form), 'refresh');
  if (grant !== 'client_credentials') throw new Refusal('unsupported_grant_type');
  const scope = form.get('scope') ?? '';
  return Response.json({
    access_token: issueClientToken(backend, scope),
    expires_in: TOKEN_SECONDS,
    token_type: 'Bearer',
    scope,
  });
}

function exchange(backend: Backend, form: URLSearchParams): Connection {
  const text = form.get('code') ?? '';
  const code = backend.codes.get(text);
  if (!code || code.expiresAt <= backend.world.now()) throw new Refusal('invalid_authorization_code');
  if (form.get('redirect_uri') !== code.redirectUri) throw new Refusal('invalid_redirect_uri');
  if (backend.settings.pkce === 'enforced' && !answers(code, form.get('code_verifier'))) {
    throw new Refusal('invalid_grant', { description: 'The verifier does not fit the challenge.' });
  }
  const connection = backend.connections.get(code.connectionId);
  if (!connection) throw new Refusal('invalid_authorization_code');
  takeTokenFault(backend, connection);
  backend.codes.delete(text);
  return connection;
}

function answers({ challenge }: Code, verifier: string | null): boolean {
  if (!challenge) return true;
  if (verifier === null) return false;
  const made =
    challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  return made === challenge.value;
}

function refresh(backend: Backend, form: URLSearchParams): Connection {
  const connection = connectionOfRefreshToken(backend, form.get('refresh_token') ?? '');
  takeTokenFault(backend, connection);
  if (connection.consentExpiresAt <= backend.world.now()) throw new Refusal('invalid_grant');
  return connection;
}

/** The connection whose current refresh token this is. */
export function connectionOfRefreshToken(backend: Backend, token: string): Connection {
  const connection = backend.connections.get(backend.refreshTokens.get(token) ?? '');
  if (!connection) throw new Refusal(backend.settings.unknownRefreshToken);
  if (connection.deleted || connection.refreshToken !== token) throw new Refusal('invalid_grant');
  return connection;
}

function reply(backend: Backend, connection: Connection, by: 'code' | 'refresh'): Response {
  const mode = backend.settings.refreshTokens;
  const offline = connection.scopes.includes('offline_access');
  const token =
    !offline || (by === 'refresh' && mode === 'omitted')
      ? undefined
      : by === 'refresh' && mode === 'constant'
        ? connection.refreshToken
        : issueRefreshToken(backend, connection);
  return Response.json({
    access_token: issueAccessToken(backend, connection),
    expires_in: TOKEN_SECONDS,
    token_type: 'Bearer',
    ...(token && { refresh_token: token }),
    scope: connection.scopes.join(' '),
  });
}
