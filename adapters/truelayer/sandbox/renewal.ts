import { z } from 'zod';
import { linkAgain } from './again.ts';
import type { Backend } from './backend.ts';
import { consentEnd } from './connection.ts';
import { jsonBody } from './json-body.ts';
import { isRegistered } from './read-link.ts';
import { Refusal } from './refusal.ts';
import { connectionOfRefreshToken } from './token-endpoint.ts';
import { issueAccessToken, issueRefreshToken, TOKEN_SECONDS } from './tokens.ts';
import { takeTokenFault } from './world-faults.ts';

const reauthBody = z.object({
  response_type: z.literal('code'),
  refresh_token: z.string().min(1),
  redirect_uri: z.string().min(1),
  state: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

/** `POST /v1/reauthuri`: a link to authenticate a connection again. It takes no secret. */
export async function reauthUri(backend: Backend, request: Request, origin: string): Promise<Response> {
  const body = await jsonBody(request, reauthBody);
  const connection = connectionOfRefreshToken(backend, body.refresh_token);
  if (!isRegistered(body.redirect_uri, backend.settings.redirectUris))
    throw new Refusal('invalid_redirect_uri');
  const result = linkAgain(backend, connection, origin, {
    redirectUri: body.redirect_uri,
    state: body.state ?? null,
    challenge: body.code_challenge,
    challengeMethod: body.code_challenge_method,
  });
  return Response.json({ success: true, result });
}

const extendBody = z.object({
  user_has_reconfirmed_consent: z.literal(true),
  refresh_token: z.string().min(1),
  redirect_uri: z.string().min(1),
  client_id: z.string(),
  client_secret: z.string(),
  user: z
    .object({ id: z.string().min(1), name: z.string().min(1) })
    .and(z.union([z.object({ email: z.string().min(1) }), z.object({ phone: z.string().min(1) })])),
});

/**
 * `POST /connections/extend`: the person confirmed the consent again in the app. British banks only; no access token is
 * needed.
 */
export async function extend(backend: Backend, request: Request, origin: string): Promise<Response> {
  const body = await jsonBody(request, extendBody);
  const { clientId, secret } = backend.settings;
  if (body.client_id !== clientId || body.client_secret !== secret) throw new Refusal('invalid_client');
  if (!isRegistered(body.redirect_uri, backend.settings.redirectUris))
    throw new Refusal('invalid_redirect_uri');
  const connection = connectionOfRefreshToken(backend, body.refresh_token);
  takeTokenFault(backend, connection);
  const provider = backend.providerOf(connection);
  if (provider.country !== 'uk') throw new Refusal('endpoint_not_supported');
  const now = backend.world.now();
  const over = connection.consentExpiresAt <= now;
  const action = over ? 'authentication_needed' : (connection.extend ?? provider.habits.extend);
  if (action !== 'no_action_needed') {
    const link = linkAgain(backend, connection, origin, { redirectUri: body.redirect_uri, state: null });
    return Response.json({ action_needed: action, user_input_link: link });
  }
  if (provider.habits.extendMovesConsent) {
    connection.consentUpdatedAt = now;
    connection.consentExpiresAt = consentEnd(backend.world, provider, now);
  }
  return Response.json({
    action_needed: action,
    access_token: issueAccessToken(backend, connection),
    refresh_token: issueRefreshToken(backend, connection),
    expires_in: TOKEN_SECONDS,
  });
}
