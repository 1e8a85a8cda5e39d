import { addressOf, checkBaseUrl } from './address.ts';
import type { Parcel } from './attempt.ts';
import type { Http, HttpRequest } from './contract.ts';
import { type HttpOptions, treatmentOf } from './options.ts';
import { bodyOf, headersOf } from './outgoing.ts';
import { sender } from './send.ts';

const NEVER = new AbortController().signal;

/**
 * Makes the hardened client that an adapter's requests go through: exact hosts, https, no redirects, limits on time
 * and size, retries by remedy, and errors that hold facts only. Cheap: make one per call.
 *
 * @throws `ConfigurationError` for a `baseUrl` that is not allowed.
 * @example
 * ```ts
 * const http = createHttp({ clock: systemClock, random: systemRandom, hosts: ['api.bank.example'], baseUrl: 'https://api.bank.example' })
 * const { body } = await http.request({ url: '/accounts', headers: { authorization: `Bearer ${token}` } })
 * ```
 */
export function createHttp(options: HttpOptions): Http {
  checkBaseUrl(options);
  const signal = options.signal ?? NEVER;
  const send = sender(options);
  return {
    request: async (request) => {
      signal.throwIfAborted();
      return send(parcelOf(request, options), { ...request, signal });
    },
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
