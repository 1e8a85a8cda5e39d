import { onFirstUse } from '../../internal/on-first-use.ts';
import { checkBaseUrl } from './address.ts';
import type { Http } from './contract.ts';
import type { HttpOptions } from './options.ts';

const loaded = onFirstUse(() => import('./requests.ts'));
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
  const requests = onFirstUse(async () => (await loaded()).requestsOf(options, signal));
  return {
    request: async (request) => {
      signal.throwIfAborted();
      return (await requests()).request(request);
    },
    axios: async (settings) => (await requests()).axios(settings),
  };
}
