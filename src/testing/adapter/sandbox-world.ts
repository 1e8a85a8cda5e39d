import type { AccountType } from '../../model/account-type.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import { createWorld } from '../../sandbox/create-world.ts';
import { FAULT_KINDS, type FaultKind } from '../../sandbox/faults/fault.ts';
import type { GivenRow } from '../../sandbox/hand/given.ts';
import type { Wire } from '../../sandbox/wire.ts';
import type { World } from '../../sandbox/world.ts';
import type { OpenLink, ProviderWorld, WantedRow } from './provider-world.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** How {@link sandboxWorld} is set up. */
export interface SandboxWorldOptions<W extends Wire> {
  /** The provider's wire; new for each world. Left out for an adapter that reads the world without one. */
  readonly wire?: W;
  /** Default: `river-bank`. */
  readonly institution?: string;
  /** Default: `ada`. */
  readonly username?: string;
  /** Default: 7. */
  readonly seed?: number | string;
  /** The first day of every ledger. Default: 50 days before now. */
  readonly epoch?: CalendarDate;
  /** What `links.start` is given. */
  readonly linkInput?: unknown;
  /** Does what the person does with a link, and gives what comes back. Left out where nothing comes back. */
  readonly finishLink?: (link: OpenLink, scene: SandboxScene<W>) => Promise<unknown>;
  /** The same when the person says no. */
  readonly denyLink?: (link: OpenLink, scene: SandboxScene<W>) => Promise<unknown>;
  /** See `WorldAbilities.notify`. */
  readonly notify?: (scene: SandboxScene<W>) => ReturnType<NonNullable<ProviderWorld['notify']>>;
  /** See `WorldAbilities.notifySigned`. */
  readonly notifySigned?: (scene: SandboxScene<W>) => ReturnType<NonNullable<ProviderWorld['notify']>>;
  /** Called after everything that happens at the bank, for providers that have to be told to look. */
  readonly settled?: (scene: SandboxScene<W>) => unknown;
  readonly secrets?: ProviderWorld['secrets'];
  readonly documentedErrors?: ProviderWorld['documentedErrors'];
  /** What this provider cannot show, and why: see `ProviderWorld.without`. */
  readonly without?: ProviderWorld['without'];
}

/** What a world and its wire are about. */
export interface SandboxScene<W extends Wire = Wire> {
  readonly bank: World;
  readonly wire: W;
  readonly institution: string;
  readonly username: string;
}

/** A world of `bankweave/sandbox` for the laws, with the bank behind it. */
export interface SandboxWorld<W extends Wire = Wire> extends ProviderWorld {
  readonly bank: World;
  readonly wire: W;
}

const SUBTYPES: Readonly<Record<AccountType, string>> = {
  depository: 'checking',
  credit: 'credit_card',
  loan: 'personal_loan',
  investment: 'brokerage',
  other: 'other',
};
const START = Date.UTC(2026, 10, 20, 15);

/**
 * The sandbox as a world for the laws: all that can happen at a bank, through a provider's wire or without one.
 *
 * @example
 * ```ts
 * adapterConformance({ test, world: () => sandboxWorld({}), adapter: ({ bank }) => faker({ world: bank }) })
 * ```
 */
export function sandboxWorld<W extends Wire = Wire>(options: SandboxWorldOptions<W> = {}): SandboxWorld<W> {
  const {
    institution = 'river-bank',
    username = 'ada',
    seed = 7,
    epoch = '2026-10-01',
    without = {},
  } = options;
  const clock = new SimulatedClock(START);
  const bank = createWorld({ seed, epoch, clock });
  const wire = options.wire as W;
  wire?.bind(bank);
  const scene: SandboxScene<W> = { bank, wire, institution, username };
  const login = bank.loginId(institution, username);
  const accounts = () => bank.login(institution, username).accounts;
  const settled = async <T>(result: T): Promise<T> => {
    await options.settled?.(scene);
    return result;
  };
  const everyday = (): string =>
    (accounts().find(({ type }) => type === 'depository' || type === 'credit') ?? accounts()[0])?.id ?? '';
  const targetOf = (kind: FaultKind): string => (kind === 'account_error' ? everyday() : login);
  const given = ({ account: _account, ...row }: WantedRow): GivenRow => row;
  let opened = 0;
  const { finishLink, denyLink, notify, notifySigned, linkInput, secrets, documentedErrors } = options;
  const world: SandboxWorld<W> = {
    bank,
    wire,
    clock: bank.clock,
    ...(wire && { handle: (request: Request) => wire.handle(request) }),
    ...(linkInput !== undefined && { linkInput }),
    ...(secrets && { secrets }),
    ...(documentedErrors && { documentedErrors }),
    ...(finishLink && { finishLink: (link: OpenLink) => finishLink(link, scene) }),
    ...(denyLink && { denyLink: (link: OpenLink) => denyLink(link, scene) }),
    ...(notify && { notify: () => notify(scene) }),
    ...(notifySigned && { notifySigned: () => notifySigned(scene) }),
    without,
    faults: FAULT_KINDS.filter((kind) => without[kind] === undefined),
    post: (row) => settled(bank.post(row.account ?? everyday(), given(row)).id),
    authorize: (row) => settled(bank.authorize(row.account ?? everyday(), given(row)).id),
    settle: (pending, how = {}) => settled(bank.settle(pending, how).id),
    vanish: (pending) => settled(bank.void(pending)),
    remove: (row) => settled(bank.remove(row)),
    restore: (row) => settled(bank.readd(row).id),
    amend: (row, change) => settled(bank.amend(row, change).id),
    openAccount: (account) =>
      settled(
        bank.openAccount(login, { slug: `opened-${++opened}`, subtype: SUBTYPES[account.type], ...account })
          .id,
      ),
    ledger: () => accounts().flatMap(({ id }) => bank.ledger(id)),
    async pass({ days = 0, minutes = 0 }) {
      clock.advance(days * 86_400_000 + minutes * 60_000);
      await settled(undefined);
    },
    async fail(kind) {
      bank.fail(targetOf(kind), { kind, ...(kind === 'mutation' && { times: 1 }) });
      if (kind !== 'mutation') await settled(undefined);
    },
    async heal(kind) {
      bank.heal(targetOf(kind), kind);
      await settled(undefined);
    },
  };
  for (const ability of Object.keys(without))
    if (ability in world) delete (world as unknown as Record<string, unknown>)[ability];
  return world;
}
