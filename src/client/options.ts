import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { ConfigurationError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import type { Logger } from '../internal/logger.ts';
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
  /** How many days the change feed is kept; older cursors get `cursor_expired`. Default: for ever. */
  readonly keepChangesForDays?: number;
}

const KEYS = ['adapters', 'store', 'vault', 'clock', 'logger', 'random', 'keepChangesForDays'];

/** Refuses options that cannot work, before anything is opened. */
export function checkOptions(options: BankweaveOptions<readonly AnyAdapter[]>): void {
  const bad = (message: string, field: string, expected: string): never => {
    throw new ConfigurationError(message, { field, expected });
  };
  if (typeof options !== 'object' || options === null)
    bad('createBankweave needs options.', 'options', '{ adapters: [...] }');
  for (const key of Object.keys(options))
    if (!KEYS.includes(key)) bad(`createBankweave has no option '${key}'.`, key, `one of ${KEYS.join(', ')}`);
  const { adapters, store, vault, keepChangesForDays } = options;
  if (!Array.isArray(adapters) || adapters.length === 0)
    bad(
      'createBankweave needs at least one adapter: createBankweave({ adapters: [faker()] }).',
      'adapters',
      'a list of adapters',
    );
  const seen = new Set<string>();
  for (const adapter of adapters) {
    if (typeof adapter?.id !== 'string' || adapter.specVersion !== 1)
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
        `The '${adapter.id}' adapter holds real secrets and this store outlives the process, so credentials have to be sealed: pass a vault.`,
        'vault',
        'a vault',
      );
  }
  if (keepChangesForDays !== undefined && !(Number.isInteger(keepChangesForDays) && keepChangesForDays > 0))
    bad(
      'keepChangesForDays must be a whole number of days above 0.',
      'keepChangesForDays',
      'a whole number above 0',
    );
}
