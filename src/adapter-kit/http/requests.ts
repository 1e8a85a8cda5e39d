import { addressOf } from './address.ts';
import type { Parcel } from './attempt.ts';
import type { Http, HttpRequest } from './contract.ts';
import { type HttpOptions, treatmentOf } from './options.ts';
import { bodyOf, headersOf } from './outgoing.ts';
import { sender } from './send.ts';

/** A client's requests, once there is one to send. */
export function requestsOf(options: HttpOptions, signal: AbortSignal): Http {
  const send = sender(options);
  return {
    request: async (request) => send(parcelOf(request, options), { ...request, signal }),
    axios: async (settings = {}) => {
      const { axiosView } = await import('./axios-view.ts');
      return axiosView({ options, signal, settings, send });
    },
  };
}

function parcelOf(request: HttpRequest, options: HttpOptions): Parcel {
  const { body, type } = bodyOf(request);
  return {
    method: request.method ?? (body ? 'POST' : 'GET'),
    url: addressOf(request.url, request.query, options).href,
    headers: headersOf({ ...options.headers, ...request.headers }, type),
    body,
    ...treatmentOf(request, options),
  };
}
