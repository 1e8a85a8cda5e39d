import type { Backend } from './backend.ts';
import { debugCredential, deleteCredential } from './credential-routes.ts';
import { dataRoute } from './data-routes.ts';
import type { TrueLayerFault } from './faults.ts';
import { formBody } from './json-body.ts';
import { beginLink, consentStep, signInStep } from './link-flow.ts';
import { listProviders } from './providers.ts';
import { Refusal } from './refusal.ts';
import { extend, reauthUri } from './renewal.ts';
import type { Match } from './routes.ts';
import type { Signer } from './signature.ts';
import { answerOf, spoil } from './spoil.ts';
import { tokenEndpoint } from './token-endpoint.ts';

/** Answers a request to a route. */
export async function serve(
  backend: Backend,
  signer: () => Signer,
  request: Request,
  match: Match,
): Promise<Response> {
  const fault = backend.faults.take(match.route, match.id);
  const answer = await answerOrRefuse(backend, signer, request, match, fault);
  return fault ? spoil(answer, fault, backend.world) : answer;
}

async function answerOrRefuse(
  backend: Backend,
  signer: () => Signer,
  request: Request,
  match: Match,
  fault: TrueLayerFault | undefined,
): Promise<Response> {
  const url = new URL(request.url);
  try {
    // A data call is counted before its fault strikes.
    if (url.pathname.startsWith('/data/v1/')) return dataRoute(backend, request, url, match, fault);
    return (fault && answerOf(fault)) ?? (await authRoute(backend, signer, request, url, match));
  } catch (error) {
    if (error instanceof Refusal) return error.response();
    throw error;
  }
}

async function authRoute(
  backend: Backend,
  signer: () => Signer,
  request: Request,
  url: URL,
  { route }: Match,
): Promise<Response> {
  const form = async () => (await formBody(request)) ?? new URLSearchParams();
  switch (route) {
    case 'auth':
      return beginLink(backend, url.searchParams);
    case 'sign_in':
      return signInStep(backend, await form());
    case 'consent':
      return consentStep(backend, await form());
    case 'token':
      return tokenEndpoint(backend, await formBody(request));
    case 'providers':
      return listProviders(backend.providers.all(), url.searchParams);
    case 'delete':
      return deleteCredential(backend, request);
    case 'debug':
      return debugCredential(backend, request);
    case 'reauthuri':
      return reauthUri(backend, request, url.origin);
    case 'extend':
      return extend(backend, request, url.origin);
    case 'jwks':
      return Response.json(signer().jwks());
    default:
      throw new Refusal('not_found');
  }
}
