import {
  BankweaveError,
  type Call,
  ConfigurationError,
  type Http,
  readWire,
  type WireSchema,
} from 'bankweave/adapter-kit';
import type { Settings } from './options.ts';
import { sendWithOwn } from './own-client.ts';
import type { PlaidClient, Send, Treatment } from './plaid-client.ts';

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
      try {
        return readWire(schema, await send(call, method, request, { idempotent, timeoutMs }));
      } catch (error) {
        if (error instanceof BankweaveError && error.provider === undefined)
          Object.assign(error, { provider: 'plaid' });
        throw error;
      }
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
