import { type Call, ConfigurationError, type Http, readWire, type WireSchema } from 'bankweave/adapter-kit';
import type { Settings } from './options.ts';
import { sendWithOwn } from './own-client.ts';

/** One method of the client. Anything may be asked and answered here; what comes back is checked where it is used. */
export type PlaidMethod = (request: never, options?: never) => Promise<{ readonly data: unknown }>;

/** As much of a `PlaidApi` as is used, by its shape: any version of the `plaid` package from 38 on fits. */
export interface PlaidClient {
  linkTokenCreate: PlaidMethod;
  linkTokenGet: PlaidMethod;
  itemPublicTokenExchange: PlaidMethod;
  itemGet: PlaidMethod;
  itemRemove: PlaidMethod;
  accountsGet: PlaidMethod;
  accountsBalanceGet: PlaidMethod;
  transactionsSync: PlaidMethod;
  liabilitiesGet: PlaidMethod;
  institutionsGetById: PlaidMethod;
  institutionsSearch: PlaidMethod;
  webhookVerificationKeyGet: PlaidMethod;
}

/** How a request is to be treated. */
export interface Treatment {
  /** `false` for what works once. Default: true. */
  readonly idempotent?: boolean;
  /** Default: 60,000, since Plaid may have to ask the bank first. */
  readonly timeoutMs?: number;
}

/** Sends one request, whoever's client it is, and answers with the body. */
export type Send = (
  call: Call,
  method: keyof PlaidClient,
  request: object,
  treatment: Required<Treatment>,
) => Promise<unknown>;

/** The only way of this adapter to Plaid. */
export interface Api {
  ask<T>(
    call: Call,
    method: keyof PlaidClient,
    request: object,
    schema: WireSchema<T>,
    treatment?: Treatment,
  ): Promise<T>;
}

/** The API version that every answer is read in. */
const VERSION = '2020-09-14';

export function createApi(settings: Settings): Api {
  const send = settings.client ? sendWithOwn(settings.client) : sendWithSdk(settings);
  return {
    async ask(call, method, request, schema, { idempotent = true, timeoutMs = 60_000 } = {}) {
      return readWire(schema, await send(call, method, request, { idempotent, timeoutMs }));
    },
  };
}

interface Sdk {
  readonly PlaidApi: new (configuration: object, basePath: undefined, axios: unknown) => PlaidClient;
  readonly Configuration: new (parameters: object) => object;
}

/** Plaid's own client over the hardened one, made at the first use. */
function sendWithSdk({ keys, baseUrl }: Settings): Send {
  const clients = new WeakMap<Http, Promise<PlaidClient>>();
  const make = async (http: Http): Promise<PlaidClient> => {
    const { PlaidApi, Configuration } = await sdk();
    const headers = {
      'PLAID-CLIENT-ID': keys?.clientId,
      'PLAID-SECRET': keys?.secret,
      'Plaid-Version': VERSION,
    };
    const configuration = new Configuration({ basePath: baseUrl, baseOptions: { headers } });
    return new PlaidApi(configuration, undefined, await http.axios());
  };
  return async (call, method, request, treatment) => {
    const held = clients.get(call.http) ?? make(call.http);
    clients.set(call.http, held);
    const client = await held;
    const { data } = await client[method](request as never, { bankweave: treatment } as never);
    return data;
  };
}

async function sdk(): Promise<Sdk> {
  try {
    return (await import('plaid')) as unknown as Sdk;
  } catch {
    throw new ConfigurationError('plaid is not installed: npm install plaid', {
      field: 'plaid',
      expected: 'the npm package plaid, 38 or newer, or an option client',
    });
  }
}
