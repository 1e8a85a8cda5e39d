import type { Bankweave } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { type FaultKind, SCENARIOS, type ScenarioName, type Wire, type World } from 'bankweave/sandbox';

/** How far back a first sync reads. */
export const HISTORY_DAYS = 40;

/** A person of the world, and of the app. */
export interface Person {
  readonly userId: string;
  readonly institution: string;
  readonly username: string;
}

/** Takes a webhook to the app. */
export type Deliver = (request: Request) => Promise<Response>;

/** One provider's way to show the world. */
export interface Face<W extends Wire = Wire> {
  readonly id: string;
  /** The world's banks that this provider knows. */
  readonly institutions: readonly string[];
  /** The provider itself; one without is called directly. `deliver` takes its webhooks. */
  readonly wire?: (deliver?: Deliver) => W;
  readonly adapter: (world: World, url: string | undefined) => AnyAdapter;
  /** Stories that this provider can tell to their end. */
  readonly scenarios: readonly ScenarioName[];
  readonly faults: readonly FaultKind[];
  /** Links as a person would; gives the connection's id. */
  link(bank: Bankweave<readonly AnyAdapter[]>, person: Person, wire: W | undefined): Promise<string>;
  /** Repairs as a person would. */
  repair(
    bank: Bankweave<readonly AnyAdapter[]>,
    connectionId: string,
    person: Person,
    wire: W | undefined,
  ): Promise<void>;
  /** Lets the provider send the webhooks about what happened, and waits until they are taken or refused. */
  announce?(wire: W): Promise<unknown>;
  /** Lets the provider hear from the banks now, where it does so only from time to time. */
  freshen?(wire: W): void;
}

// A row without a number cannot be told as gone by a feed of numbers, and rows of an account that vanished stay.
export const ordinaryScenarios: readonly ScenarioName[] = SCENARIOS.filter(
  (name) => name !== 'blank_number' && name !== 'replaced_card',
);

/** Without the one where a booked row stands beside its pending one and only a link between them tells. */
export const unlinkedScenarios: readonly ScenarioName[] = ordinaryScenarios.filter(
  (name) => name !== 'posted_before_pending_goes',
);
