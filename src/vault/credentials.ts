import type { Credentials } from '../adapter-kit/call.ts';
import { NotFoundError } from '../errors/catalog.ts';
import type { RecordWrite, Records } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Vault } from './contract.ts';

/** Where sealed credentials are kept, keyed by connection. */
export const CREDENTIALS = 'credentials';

/** Credentials as they are held: with the version they were read at. */
export interface HeldCredentials {
  readonly credentials: Credentials;
  readonly version: number;
}

/** Reads and writes credentials, sealed. */
export class CredentialStore {
  readonly #records: Records;
  readonly #vault: Vault;

  constructor(records: Records, vault: Vault) {
    this.#records = records;
    this.#vault = vault;
  }

  async read(connectionId: string): Promise<HeldCredentials> {
    const record = await this.#records.get(EVERY_USER, CREDENTIALS, connectionId);
    if (!record)
      throw new NotFoundError('This connection has no credentials; link it again.', { connectionId });
    const text = await this.#vault.open(record.value as string, {
      userId: record.userId,
      connectionId,
      field: CREDENTIALS,
    });
    return { credentials: JSON.parse(text) as Credentials, version: record.version };
  }

  /** The write that stores new credentials, to be made together with others. */
  async write(
    owner: { readonly userId: string; readonly connectionId: string },
    credentials: Credentials,
    ifVersion?: number,
  ): Promise<RecordWrite> {
    const value = await this.#vault.seal(JSON.stringify(credentials), { ...owner, field: CREDENTIALS });
    return {
      namespace: CREDENTIALS,
      key: owner.connectionId,
      userId: owner.userId,
      value,
      ...(ifVersion !== undefined && { ifVersion }),
    };
  }
}
