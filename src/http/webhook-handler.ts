import { ConfigurationError, isBankweaveError } from '../errors/catalog.ts';
import { type Random, randomId, systemRandom } from '../internal/random.ts';
import type { Received } from '../webhooks/received.ts';
import { empty, type Handler, problem } from './answer.ts';
import { providerInPath } from './provider-in-path.ts';

/** As much of a bank as receives webhooks. */
export interface WebhookBank {
  readonly webhooks: {
    readonly providers: readonly string[];
    receive(
      provider: string,
      request: Request,
      options?: { readonly signal?: AbortSignal },
    ): Promise<Received>;
  };
}

/** How webhooks are served. */
export interface WebhookHandlerOptions {
  /** The one provider that sends here. Left out: the last part of the path says which, as in `/webhooks/plaid`. */
  readonly provider?: string;
  /** Default: the operating system's source of chance. For tests. */
  readonly random?: Random;
}

const RETRY_AFTER = '30';

/**
 * Serves the address that providers send their webhooks to. Mount it where nothing has read the body yet.
 *
 * Answers 200 once what came is durable, 401 to everything that is not proved genuine, whatever the cause, 503 while the
 * store does not answer, 404 for another provider and 405 for another method. Bodies of failures are problem+json with
 * `code` and `requestId`.
 *
 * @throws ConfigurationError where nothing could be received: no adapter verifies webhooks, or not this one
 * @example
 * ```ts
 * export const POST = webhookHandler(bank)   // app/webhooks/[provider]/route.ts
 * ```
 */
export function webhookHandler(bank: WebhookBank, options: WebhookHandlerOptions = {}): Handler {
  const { provider, random = systemRandom } = options;
  const served = () => (provider === undefined ? bank.webhooks.providers : [provider]);
  const missing = bank.webhooks.providers.length === 0 ? 'any adapter' : provider;
  if (missing !== undefined && !bank.webhooks.providers.includes(missing))
    throw new ConfigurationError(
      `Webhooks of ${missing} cannot be received: it has none, or nothing to verify them by and is not in allowUnverifiedWebhooks.`,
      { field: 'provider', expected: `one of: ${bank.webhooks.providers.join(', ') || 'none yet'}` },
    );

  return async (request) => {
    const fail = (
      status: number,
      code: string,
      headers?: Record<string, string>,
      id = randomId(random, 'req'),
    ) => problem(status, code, id, headers);
    const id = provider ?? providerInPath(request.url);
    if (id === undefined || !served().includes(id)) return fail(404, 'not_found');
    if (request.method !== 'POST') return fail(405, 'method_not_allowed', { allow: 'POST' });
    try {
      const { status, requestId } = await bank.webhooks.receive(id, request, { signal: request.signal });
      if (status === 200) return empty(200);
      if (status === 401) return fail(401, 'not_verified', {}, requestId);
      return fail(503, 'store_unavailable', { 'retry-after': RETRY_AFTER }, requestId);
    } catch (error) {
      if (!isBankweaveError(error)) throw error;
      // The app has to mend these; whoever runs it has to see them.
      if (error.remedy === 'fix_code' && error.code !== 'closed') throw error;
      return fail(error.code === 'closed' || error.retryable ? 503 : 500, error.code);
    }
  };
}
