import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusal.ts';

/** The connection of a request's access token: only the newest one works, and only while it lives. */
export function connectionOf(backend: Backend, request: Request): Connection {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) throw new Refusal('unauthorized');
  if (backend.settings.refuseFirstUse && !backend.seenTokens.has(token)) {
    backend.seenTokens.add(token);
    throw new Refusal('invalid_token');
  }
  return connectionOfToken(backend, token);
}

/** The connection of an access token. */
export function connectionOfToken(backend: Backend, token: string): Connection {
  const connection = backend.connections.get(backend.accessTokens.get(token) ?? '');
  const alive =
    connection &&
    !connection.deleted &&
    connection.accessToken === token &&
    connection.accessExpiresAt > backend.world.now();
  if (!alive) throw new Refusal('invalid_token');
  return connection;
}
