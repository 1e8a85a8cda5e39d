import {
  type AnyBankweaveError,
  ConfigurationError,
  isBankweaveError,
  NotFoundError,
} from '../errors/catalog.ts';
import { type Random, randomId, systemRandom } from '../internal/random.ts';
import type { Connection } from '../model/connection.ts';
import { type Handler, problem, redirect } from './answer.ts';
import { callbackParams } from './callback-params.ts';
import { clearedLinkCookie, linkIn } from './link-cookie.ts';
import { providerInPath } from './provider-in-path.ts';
import { returnAddresses } from './return-address.ts';

/** As much of a bank as finishes links. */
export interface LinkBank {
  user(userId: string): {
    readonly links: {
      /** Each adapter has parameters of its own; those that people come back to take a query. */
      complete(
        provider: never,
        linkId: string,
        params?: never,
        options?: { readonly signal?: AbortSignal },
      ): Promise<Connection>;
    };
  };
}

/** How a callback is served. */
export interface LinkCallbackOptions {
  /** Whose live session of your app the request is in; `null` where it is in none. */
  readonly user: (request: Request) => string | null | Promise<string | null>;
  /** The link that this browser began. Default: the cookie of {@link linkCookie}. */
  readonly session?: (request: Request) => string | null | Promise<string | null>;
  /** The provider that comes back here. Left out: the last part of the path says which, as in `/callback/truelayer`. */
  readonly provider?: string;
  /** Where the person goes next. What a function answers has to be one of `returnTo`, letter by letter. */
  readonly onDone:
    | string
    | ((done: { connection: Connection; request: Request }) => string | Promise<string>);
  /** Where the person goes when it did not work. As `onDone`. */
  readonly onError:
    | string
    | ((failed: { error: AnyBankweaveError; request: Request }) => string | Promise<string>);
  /** Every address that a function may answer with: paths such as `/banks?linked=1`, or whole https addresses. */
  readonly returnTo?: readonly string[];
  /** Default: the operating system's source of chance. For tests. */
  readonly random?: Random;
}

/**
 * Serves the address that people come back to from their bank, by GET or as a form. Only the browser that began a link
 * can finish it, for the user who is signed in there, and people are sent to configured addresses only.
 *
 * @throws ConfigurationError for an address that is not sound
 * @example
 * ```ts
 * export const GET = linkCallbackHandler(bank, { user: userOf, onDone: '/banks', onError: '/banks?failed=1' })
 * ```
 */
export function linkCallbackHandler(bank: LinkBank, options: LinkCallbackOptions): Handler {
  const { user, session = linkIn, provider, onDone, onError, returnTo = [], random = systemRandom } = options;
  if (typeof user !== 'function')
    throw new ConfigurationError('linkCallbackHandler has to know whose session a request is in.', {
      field: 'user',
      expected: 'a function from a request to a user id or null',
    });
  const fixed = [onDone, onError].filter((to) => typeof to === 'string');
  const allowed = returnAddresses([...returnTo, ...fixed], 'returnTo');

  const complete = async (request: Request): Promise<Connection> => {
    const [userId, linkId] = [await user(request), await session(request)];
    const params = await callbackParams(request);
    const id = provider ?? providerInPath(request.url);
    // One answer for all of these: which of them it was is nobody's business.
    if (!userId || !linkId || !params || !id)
      throw new NotFoundError(
        'There is no link to finish here: it was begun in another browser, or not at all.',
        {
          field: 'session',
        },
      );
    return bank.user(userId).links.complete(id as never, linkId, params as never, { signal: request.signal });
  };

  return async (request) => {
    const fail = (status: number, code: string, headers?: Record<string, string>): Response =>
      problem(status, code, randomId(random, 'req'), headers);
    if (request.method !== 'GET' && request.method !== 'POST')
      return fail(405, 'method_not_allowed', { allow: 'GET, POST' });
    const send = (address: string, isOver: boolean): Response =>
      allowed.has(address)
        ? redirect(address, isOver ? clearedLinkCookie() : undefined)
        : fail(500, 'invalid_configuration');
    let connection: Connection;
    try {
      connection = await complete(request);
    } catch (error) {
      if (!isBankweaveError(error)) throw error;
      // The same link may be finished by asking again, so the browser keeps what ties it to it.
      return send(
        typeof onError === 'string' ? onError : await onError({ error, request }),
        !error.retryable,
      );
    }
    return send(typeof onDone === 'string' ? onDone : await onDone({ connection, request }), true);
  };
}
