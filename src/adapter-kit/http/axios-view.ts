import axios, { type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';
import { BankweaveError } from '../../errors/base.ts';
import { AdapterContractError } from '../../errors/fix-code.ts';
import { ProviderResponseError } from '../../errors/provider.ts';
import { addressOf } from './address.ts';
import type { AxiosLike, AxiosLikeResponse, AxiosSettings, HttpResponse } from './contract.ts';
import { type HttpOptions, treatmentOf } from './options.ts';
import { headersOf } from './outgoing.ts';
import type { Send } from './send.ts';

// Loaded on demand only; see `Http.axios`.

interface ViewParts {
  readonly options: HttpOptions;
  readonly signal: AbortSignal;
  readonly settings: AxiosSettings;
  readonly send: Send;
}

/**
 * Travels through axios with one call. A class, so that axios passes it on as it is instead of merging a copy; and
 * failures leave through it, because axios would write into the error (`stack`) or wrap it with the whole request.
 */
class Passage {
  readonly settings: AxiosSettings;
  readonly signal: AbortSignal;
  failure: { readonly reason: unknown } | undefined;
  constructor(settings: AxiosSettings, signal: AbortSignal) {
    this.settings = settings;
    this.signal = signal;
  }
}

type Carried = InternalAxiosRequestConfig & { readonly bankweave: Passage };

export function axiosView(parts: ViewParts): AxiosLike {
  const instance = axios.create({
    adapter: (config) => deliver(config as Carried, instance.getUri(config), parts),
  });
  // `axios.create` copies what the application set on the shared defaults; none of it is meant for a provider.
  instance.defaults.headers = {
    common: { accept: 'application/json' },
  } as unknown as typeof instance.defaults.headers;
  for (const key of ['baseURL', 'auth', 'params', 'timeout', 'proxy'] as const) delete instance.defaults[key];

  const request = async (given: object): Promise<AxiosLikeResponse> => {
    const { signal, bankweave, ...config } = given as AxiosRequestConfig & { bankweave?: AxiosSettings };
    const signals = [parts.signal, ...(signal ? [signal as AbortSignal] : [])];
    const passage = new Passage({ ...parts.settings, ...bankweave }, either(signals));
    try {
      passage.signal.throwIfAborted();
      return await instance.request({ ...config, bankweave: passage } as AxiosRequestConfig);
    } catch (error) {
      if (passage.signal.aborted) throw passage.signal.reason;
      if (passage.failure) throw passage.failure.reason;
      throw error instanceof BankweaveError ? error : unsendable();
    }
  };
  const withoutBody =
    (method: string) =>
    (url: string, config: object = {}) =>
      request({ ...config, method, url });
  const withBody =
    (method: string) =>
    (url: string, data?: unknown, config: object = {}) =>
      request({ ...config, method, url, data });
  const call = (first: string | object, config: object = {}): Promise<AxiosLikeResponse> =>
    request(typeof first === 'string' ? { ...config, url: first } : first);
  return Object.assign(call, {
    defaults: instance.defaults,
    interceptors: instance.interceptors,
    getUri: (config?: object) => instance.getUri(config),
    request,
    get: withoutBody('get'),
    delete: withoutBody('delete'),
    post: withBody('post'),
    put: withBody('put'),
    patch: withBody('patch'),
  });
}

async function deliver(config: Carried, url: string, { options, send }: ViewParts) {
  const { settings, signal } = config.bankweave;
  try {
    const timeoutMs = settings.timeoutMs ?? (config.timeout || undefined);
    const parcel = {
      method: (config.method ?? 'get').toUpperCase(),
      url: addressOf(url, undefined, options).href,
      headers: headersOf({ ...options.headers, ...headersIn(config) }),
      body: bytesOf(config.data),
      ...treatmentOf({ ...settings, ...(timeoutMs !== undefined && { timeoutMs }) }, options),
    };
    const response = await send(parcel, { ...settings, signal });
    refuseFailed(response, options.provider);
    const { status, headers, body } = response;
    // `config` and `request` of a real axios response hold every secret of the call.
    return {
      data: body ?? '',
      status,
      statusText: '',
      headers: { ...headers },
      config: shell(),
      request: undefined,
    };
  } catch (reason) {
    config.bankweave.failure = { reason };
    throw new Error('see Passage.failure');
  }
}

function headersIn({ headers, auth }: InternalAxiosRequestConfig): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers.toJSON())) {
    if (value !== null && value !== undefined) found[name] = String(value);
  }
  if (!auth) return found;
  for (const name of Object.keys(found)) if (name.toLowerCase() === 'authorization') delete found[name];
  return {
    ...found,
    authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
  };
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (data === undefined || data === null || data === '') return undefined;
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw unsendable();
}

function refuseFailed({ status }: HttpResponse, provider: string | undefined): void {
  if (status < 400) return;
  throw new ProviderResponseError(`the provider refused the request with status ${status}`, {
    provider,
    status,
  });
}

function shell(): InternalAxiosRequestConfig {
  return { headers: new axios.AxiosHeaders() };
}

function either(signals: AbortSignal[]): AbortSignal {
  return signals.length === 1 && signals[0] ? signals[0] : AbortSignal.any(signals);
}

function unsendable(): AdapterContractError {
  const expected = 'an address, text headers and a body of JSON, form or bytes';
  return new AdapterContractError("the vendor's client built a request that cannot be sent", {
    field: 'config',
    expected,
  });
}
