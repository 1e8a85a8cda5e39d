import type { Credentials } from '../adapter-kit/call.ts';
import { NotFoundError } from '../errors/catalog.ts';
import { VaultError } from '../errors/vault.ts';
import type { RecordWrite, Records, StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { SealContext, SealOwner, Vault } from './contract.ts';

/** Where sealed credentials are kept, keyed by connection. */
export const CREDENTIALS = 'credentials';
/** Where the renewal of tokens keeps who does it and what was begun, keyed by connection. */
export const TOKEN_REFRESH = 'token-refresh';
/** Where credentials wait, sealed, to be used once more: to end a connection at its provider. */
export const REVOKE_TICKETS = 'revoke-tickets';
/** Where what a link session must not show is kept, sealed, keyed by session. */
export const LINK_SECRETS = 'link-secrets';
/** Where the bodies of webhooks that could not be read are kept, sealed. */
export const WEBHOOK_BODIES = 'webhook-bodies';
/** Where the store's own key is kept, sealed. */
export const STORE_KEYS = 'store-keys';

const MOST_ATTEMPTS = 20;

/** Credentials as they are held: with the version they were read at. */
export interface HeldCredentials {
  readonly credentials: Credentials;
  readonly version: number;
}

/**
 * Reads and writes credentials, sealed.
 *
 * A record's version is part of what its value is sealed for. It is known beforehand because every write states the
 * version it replaces: the record is sealed for that version plus one, and where another write came in between, the
 * store refuses it. So a value put back into a record that went on, or copied to another one, does not open.
 */
export class CredentialStore {
  readonly #records: Records;
  readonly #vault: Vault;

  constructor(records: Records, vault: Vault) {
    this.#records = records;
    this.#vault = vault;
  }

  /** The current credentials. Throws `not_found` where the connection has none, and `vault` where they do not open. */
  async read(connectionId: string): Promise<HeldCredentials> {
    const record = await this.#records.get(EVERY_USER, CREDENTIALS, connectionId);
    if (!record)
      throw new NotFoundError('This connection has no credentials; link it again.', { connectionId });
    const text = await this.#vault.open(textOf(record), contextOf(record));
    return { credentials: credentialsIn(text, connectionId), version: record.version };
  }

  /**
   * The write that stores new credentials, to be made together with others. It holds only while the record is at
   * `ifVersion`: left out, at the version it has now; 0 for "there is none".
   */
  async write(owner: SealOwner, credentials: Credentials, ifVersion?: number): Promise<RecordWrite> {
    return (await this.sealer(owner, ifVersion ?? (await this.#version(owner))))(credentials);
  }

  /** Does everything slow beforehand, so that new credentials can be on their way to the store at once. */
  async sealer(owner: SealOwner, ifVersion: number): Promise<(credentials: Credentials) => RecordWrite> {
    const { userId, connectionId } = owner;
    const seal = await this.#vault.sealer({
      userId,
      connectionId,
      field: CREDENTIALS,
      version: ifVersion + 1,
    });
    return (credentials) => ({
      namespace: CREDENTIALS,
      key: connectionId,
      userId,
      value: seal(JSON.stringify(credentials)),
      ifVersion,
    });
  }

  /**
   * Stores new credentials, whatever is there, in one transaction with other writes. `false` when one of those others
   * did not hold; then nothing was written.
   */
  async put(owner: SealOwner, credentials: Credentials, also: readonly RecordWrite[] = []): Promise<boolean> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const write = await this.write(owner, credentials);
      if (await this.#records.write([write, ...also])) return true;
      if ((await this.#version(owner)) === write.ifVersion) return false;
    }
    return false;
  }

  /**
   * The writes that destroy what is kept for a connection: its data key with the credentials, and its renewals. With
   * `ifVersion` they hold only while the credentials are those of that version.
   */
  forgetting({ userId, connectionId }: SealOwner, ifVersion?: number): readonly RecordWrite[] {
    return [CREDENTIALS, TOKEN_REFRESH].map((namespace) => ({
      namespace,
      key: connectionId,
      userId,
      value: undefined,
      ...(namespace === CREDENTIALS && ifVersion !== undefined && { ifVersion }),
    }));
  }

  /** Destroys what is kept for a connection, in the store and in memory. Doing it twice is a success. */
  async forget(owner: SealOwner): Promise<void> {
    await this.#records.write(this.forgetting(owner));
    this.#vault.forget(owner);
  }

  async #version({ connectionId }: SealOwner): Promise<number> {
    return (await this.#records.get(EVERY_USER, CREDENTIALS, connectionId))?.version ?? 0;
  }
}

/** The place that the value of a record is sealed for. Every namespace of sealed records follows it. */
export function contextOf({ userId, key, namespace, version }: StoredRecord): SealContext {
  return { userId, connectionId: key, field: namespace, version };
}

function textOf({ value, key }: StoredRecord): string {
  if (typeof value !== 'string') throw unreadable(key);
  return value;
}

function credentialsIn(text: string, connectionId: string): Credentials {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // A syntax error quotes what it could not read.
    throw unreadable(connectionId);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw unreadable(connectionId);
  return parsed as Credentials;
}

function unreadable(connectionId: string): VaultError {
  return new VaultError('What is stored as credentials of this connection are none.', {
    fault: 'malformed',
    connectionId,
  });
}
