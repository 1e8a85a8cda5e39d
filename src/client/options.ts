import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { Transport } from '../adapter-kit/http/transport.ts';
import { ConfigurationError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
import { nearest } from '../internal/nearest.ts';
import type { Random } from '../internal/random.ts';
import type { Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';

/** What a bank is made of. */
export interface BankweaveOptions<Adapters extends readonly AnyAdapter[]> {
  /** The providers to weave together; their ids must differ. */
  readonly adapters: Adapters;
  /** Where the ledger lives. Default: `memoryStore()`, gone with the process. */
  readonly store?: Store;
  /** Seals credentials. Needed as soon as an adapter holds real secrets and the store outlives the process. */
  readonly vault?: Vault;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** Default: the operating system's source of chance. For tests and simulations. */
  readonly random?: Random;
  /**
   * What puts requests on the wire, below all limits and checks of the client: a proxy of your own, or a provider inside
   * this process. Default: axios over connections shared by the whole process.
   */
  readonly transport?: Transport;
  /**
   * How many days the change feed is kept, by `runDue` and `work`; older cursors get `cursor_expired`. Default: for
   * ever.
   */
  readonly keepChangesForDays?: number;
  /**
   * Adapters whose webhooks are received although nothing proves them genuine, because the provider offers nothing that
   * could. Anybody who knows the address can then ask for syncs. An adapter that can verify always does.
   */
  readonly allowUnverifiedWebhooks?: readonly Adapters[number]['id'][];
}

const KEYS = [
  'adapters',
  'store',
  'vault',
  'clock',
  'logger',
  'random',
  'transport',
  'keepChangesForDays',
  'allowUnverifiedWebhooks',
];
// What a port has to have to be taken for one.
const PORTS = {
  store: { members: ['traits', 'ledger', 'records', 'open', 'close'], example: "sqliteStore('bank.db')" },
  vault: { members: ['seal', 'open'], example: 'a vault' },
  clock: { members: ['now', 'monotonic', 'sleep'], example: '{ now, monotonic, sleep }' },
  logger: { members: ['debug', 'info', 'warn', 'error'], example: 'console' },
  random: { members: ['bytes', 'float'], example: '{ bytes, float }' },
} as const;

/** Refuses a Node, and options, that cannot work, before anything is opened. */
export function checkOptions(
  options: BankweaveOptions<readonly AnyAdapter[]>,
  node = process.versions.node,
): void {
  // An older one imports this library well, and then fails in the middle of a sync.
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13))
    bad(`bankweave needs Node 22.13 or newer; this is ${node}.`, 'node', '22.13 or newer');
  if (typeof options !== 'object' || options === null)
    bad('createBankweave needs options.', 'options', '{ adapters: [...] }');
  for (const key of Object.keys(options)) {
    if (KEYS.includes(key)) continue;
    const meant = nearest(key, KEYS);
    const name = key.slice(0, 64);
    bad(`createBankweave has no option '${name}'.`, name, meant ? `'${meant}'` : `one of ${KEYS.join(', ')}`);
  }
  for (const [name, { members, example }] of Object.entries(PORTS)) {
    const port = options[name as keyof typeof PORTS] as unknown;
    if (port !== undefined && !has(port, members))
      bad(`The option '${name}' is no ${name}.`, name, `${example}, with ${members.join(', ')}`);
  }
  if (options.transport !== undefined && typeof options.transport !== 'function')
    bad("The option 'transport' is no function.", 'transport', '(request) => Promise<response>');
  checkAdapters(options);
  checkUnverified(options);
  const { keepChangesForDays: days } = options;
  if (days !== undefined && !(Number.isInteger(days) && days > 0))
    bad(
      'keepChangesForDays must be a whole number of days above 0.',
      'keepChangesForDays',
      'a whole number above 0',
    );
}

function checkAdapters({ adapters, store, vault }: BankweaveOptions<readonly AnyAdapter[]>): void {
  if (!Array.isArray(adapters) || adapters.length === 0)
    bad(
      'createBankweave needs at least one adapter: createBankweave({ adapters: [faker()] }).',
      'adapters',
      'a list of adapters',
    );
  const seen = new Set<string>();
  for (const adapter of adapters) {
    if (
      !has(adapter, ['id', 'traits', 'link', 'connection', 'accounts', 'feed']) ||
      typeof adapter.id !== 'string' ||
      adapter.id === '' ||
      adapter.specVersion !== 1
    )
      bad(
        'One of the adapters is no adapter of spec version 1; was its factory called?',
        'adapters',
        'values made by an adapter factory, such as faker()',
      );
    if (seen.has(adapter.id))
      bad(`Two adapters have the id '${adapter.id}'.`, 'adapters', 'adapters with different ids');
    seen.add(adapter.id);
    if (adapter.traits.secrets !== false && store?.traits.durable && !vault)
      bad(
        `The '${adapter.id}' adapter holds real secrets and this store outlives the process, so credentials have to be sealed: pass vault({ keys: [{ id, secret }] }) from 'bankweave/vault'.`,
        'vault',
        'a vault, or unsafePlaintextVault() for test credentials',
      );
  }
}

function checkUnverified({
  adapters,
  allowUnverifiedWebhooks: ids,
}: BankweaveOptions<readonly AnyAdapter[]>): void {
  const without = adapters.filter(({ webhooks }) => webhooks && !webhooks.verify).map(({ id }) => id);
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => without.includes(id))))
    bad(
      'allowUnverifiedWebhooks names adapters that have webhooks and no way to verify them.',
      'allowUnverifiedWebhooks',
      without.length > 0 ? `some of: ${without.join(', ')}` : 'nothing: no adapter here needs it',
    );
}

function has(value: unknown, members: readonly string[]): boolean {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    members.every((member) => (value as Record<string, unknown>)[member] !== undefined)
  );
}

function bad(message: string, field: string, expected: string): never {
  throw new ConfigurationError(message, { field, expected });
}
