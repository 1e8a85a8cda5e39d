import { type Call, ConfigurationError } from 'bankweave/adapter-kit';
import type * as Sdk from 'mx-platform-node';
import type { MxClient } from './client.ts';
import type { Settings } from './options.ts';

let loaded: Promise<typeof Sdk> | undefined;

/** The vendor's package, loaded at the first use, so that making an adapter loads nothing. */
function load(): Promise<typeof Sdk> {
  // A failure is not kept: the peer may be installed in the meantime.
  loaded ??= import('mx-platform-node').catch(() => {
    loaded = undefined;
    throw new ConfigurationError(
      'mx: the package `mx-platform-node` is not installed: npm install mx-platform-node@2',
      {
        field: 'mx-platform-node',
        expected: 'version 2 beside bankweave',
        provider: 'mx',
      },
    );
  });
  return loaded;
}

/** The vendor's classes over our own HTTP client. */
export async function sdkFor({ login, baseUrl }: Settings, { http }: Call): Promise<MxClient> {
  const sdk = await load();
  const configuration = new sdk.Configuration({ ...login, basePath: baseUrl });
  const axios = (await http.axios()) as never;
  const make = <Api>(Api: new (configuration: never, basePath: undefined, axios: never) => Api): Api =>
    new Api(configuration as never, undefined, axios);
  return {
    users: make(sdk.UsersApi),
    members: make(sdk.MembersApi),
    accounts: make(sdk.AccountsApi),
    transactions: make(sdk.TransactionsApi),
    widgets: make(sdk.WidgetsApi),
    institutions: make(sdk.InstitutionsApi),
  };
}
