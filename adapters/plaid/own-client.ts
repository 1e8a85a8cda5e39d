import {
  BankweaveError,
  type Call,
  ConfigurationError,
  ProviderUnavailableError,
} from 'bankweave/adapter-kit';
import type { PlaidClient, Send } from './plaid-client.ts';
import { errorOf } from './to-error.ts';

/**
 * The app's own client. It sends as the app set it up; what it throws is rebuilt from allow-listed fields, because an
 * axios error holds the secret and the access token.
 */
export function sendWithOwn(client: PlaidClient): Send {
  return async (call, method, request, { timeoutMs }) => {
    call.signal.throwIfAborted();
    const over = new AbortController();
    const options = {
      signal: AbortSignal.any([call.signal, over.signal]),
      timeout: timeoutMs,
      maxRedirects: 0,
    };
    try {
      const answer = client[method](request as never, options as never);
      const { data } = await Promise.race([answer, ended(call, timeoutMs, over.signal)]);
      return data;
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      throw rebuilt(error);
    } finally {
      over.abort();
    }
  };
}

/** Rejects when the call is aborted or takes too long, also where the client takes no notice. */
function ended({ clock, signal }: Call, timeoutMs: number, over: AbortSignal): Promise<never> {
  const ends = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    over.addEventListener('abort', () => signal.removeEventListener('abort', onAbort), { once: true });
    clock.sleep(timeoutMs, { signal: over }).then(
      () => reject(new ProviderUnavailableError(`the request took longer than ${timeoutMs} ms`)),
      () => undefined,
    );
  });
  ends.catch(() => undefined);
  return ends;
}

function rebuilt(error: unknown): BankweaveError {
  if (error instanceof BankweaveError) return error;
  const { response, code, isAxiosError } = (error ?? {}) as {
    response?: { status?: unknown; data?: unknown; headers?: unknown };
    code?: unknown;
    isAxiosError?: unknown;
  };
  // An answer that began well and broke off has a status too.
  if (typeof response?.status === 'number' && response.status >= 300)
    return errorOf({ status: response.status, headers: headersOf(response.headers), body: response.data });
  const providerCode = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : undefined;
  if (isAxiosError === true || providerCode !== undefined)
    return new ProviderUnavailableError('Plaid could not be reached.', { scope: 'provider', providerCode });
  return new ConfigurationError('plaid: the `client` threw something that is no answer of Plaid', {
    field: 'client',
    expected: 'a PlaidApi of the plaid package',
  });
}

function headersOf(given: unknown): Record<string, string> {
  const retryAfter = (given as Record<string, unknown> | undefined)?.['retry-after'];
  return typeof retryAfter === 'string' ? { 'retry-after': retryAfter } : {};
}
