import type { Bankweave } from 'bankweave';
import type { AnyAdapter, Transport } from 'bankweave/adapter-kit';
import { faker } from 'bankweave/adapters/faker';
import { type FaultKind, SCENARIOS, type ScenarioName, type Wire, type World } from 'bankweave/sandbox';

/** How far back a first sync reads. */
export const HISTORY_DAYS = 40;

/** One provider's way to show the world. */
export interface Face {
  readonly id: string;
  /** The world's banks that this provider knows. */
  readonly institutions: readonly string[];
  /** Served inside the process; a provider without one is called directly. */
  readonly wire?: () => Wire;
  readonly adapter: (world: World, url: string | undefined) => AnyAdapter;
  /** Stories that this provider can tell to their end. */
  readonly scenarios: readonly ScenarioName[];
  readonly faults: readonly FaultKind[];
  /** Links as a person would; gives the connection's id. */
  link(bank: Bankweave<readonly AnyAdapter[]>, person: Person, wire: Wire | undefined): Promise<string>;
}

/** A person of the world, and of the app. */
export interface Person {
  readonly userId: string;
  readonly institution: string;
  readonly username: string;
}

/** The transport and the address of the wires. */
export interface Network {
  readonly transport: Transport;
  readonly urls: Readonly<Record<string, string>>;
}

const fakerFace: Face = {
  id: 'faker',
  institutions: ['river-bank', 'summit-card', 'thames-bank', 'sakura-bank'],
  adapter: (world) => faker({ world, historyDays: HISTORY_DAYS, pageSize: 23 }) as AnyAdapter,
  // A row without a number cannot be told as gone by a feed of numbers, and rows of an account that vanished stay.
  scenarios: SCENARIOS.filter((name) => name !== 'blank_number' && name !== 'replaced_card'),
  faults: [
    'outage',
    'provider_error',
    'throttled',
    'login_required',
    'account_error',
    'mutation',
    'stale',
    'not_ready',
    'unauthorized',
  ],
  async link(bank, { userId, institution, username }) {
    const ada = bank.user(userId);
    const link = await ada.links.start('faker' as never, { institution, username } as never);
    return (await ada.links.complete('faker' as never, link.id)).id;
  },
};

/** Every provider, as the simulation knows it. */
export const FACES: readonly Face[] = [fakerFace];
