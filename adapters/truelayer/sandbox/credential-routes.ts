import { z } from 'zod';
import type { Backend } from './backend.ts';
import { connectionOf, connectionOfToken } from './bearer.ts';
import { jsonBody } from './json-body.ts';

/** `DELETE /api/delete`: ends a connection for good. It takes a living access token. */
export function deleteCredential(backend: Backend, request: Request): Response {
  connectionOf(backend, request).deleted = true;
  return Response.json({});
}

/** `POST /api/debug`: names for a support case. */
export async function debugCredential(backend: Backend, request: Request): Promise<Response> {
  const { access_token: token } = await jsonBody(request, z.object({ access_token: z.string().min(1) }));
  const { id, providerId } = connectionOfToken(backend, token);
  return Response.json({
    credentials_id: id,
    debug_id: `${providerId}|${Buffer.from(id).toString('base64')}`,
    provider_id: providerId,
  });
}
