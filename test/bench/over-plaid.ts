import { Configuration, PlaidApi } from 'plaid';
import { createBankweave } from 'bankweave';
import { plaid } from 'bankweave/adapters/plaid';
import { sqliteStore } from 'bankweave/store/sqlite';
import { unsafePlaintextVault } from 'bankweave/vault';
import type { Ask } from './ask.ts';
import type { Setting } from './case.ts';
import type { SyncPage } from './wire.ts';

const keys = { clientId: 'bench-client', secret: 'bench-secret' };

/** A login of Plaid's adapter, as an application has it. */
export async function linked({ url }: Pick<Setting, 'url'>, token: string, path: string) {
  const adapters = [plaid({ ...keys, environment: 'sandbox', baseUrl: url })] as const;
  const bank = createBankweave({ adapters, store: sqliteStore(path), vault: unsafePlaintextVault() });
  const { links } = bank.user('ada');
  const { id } = await links.start('plaid');
  const connection = await links.complete('plaid', id, { publicToken: Buffer.from(token).toString('hex') });
  return { sync: () => bank.sync(connection.id), close: () => bank.close() };
}

/** Over Plaid's own SDK. */
export function askBySdk(basePath: string, token: string): Ask {
  const headers = { 'PLAID-CLIENT-ID': keys.clientId, 'PLAID-SECRET': keys.secret };
  const api = new PlaidApi(new Configuration({ basePath, baseOptions: { headers } }));
  return async (cursor) => {
    const { data } = await api.transactionsSync({
      access_token: token,
      count: 500,
      ...(cursor !== null && { cursor }),
    });
    return data as unknown as SyncPage;
  };
}
