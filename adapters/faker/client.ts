import type { ConnectionCall } from 'bankweave/adapter-kit';
import {
  createWorld,
  type FaultKind,
  type World,
  type WorldAccount,
  type WorldLogin,
} from 'bankweave/sandbox';
import { fakerContent } from './content.ts';
import type { Settings } from './options.ts';
import { errorOf, needsConsent } from './to-error.ts';
import { type Grant, readGrant } from './wire.ts';

/** Faults that keep every caller out. */
const BARRIERS = ['outage', 'provider_error', 'throttled', 'keys_refused', 'unauthorized'] as const;

/** Faults that an inspection reports in its answer instead of failing. */
const REPORTED = ['login_required', 'mfa', 'act_at_bank', 'consent_expired', 'revoked'] as const;

/** A look at the bank on behalf of one connection, all of it as of one moment. */
export interface Visit {
  readonly world: World;
  readonly grant: Grant;
  readonly login: WorldLogin;
  /** Epoch milliseconds of what the provider last heard from the bank. */
  readonly asOf: number;
  /** When the consent ends; `null` where it does not. */
  readonly consentEnds: number | null;
  /** What keeps the caller out, for an inspection. */
  readonly barrier: FaultKind | undefined;
  /** The accounts that the person shared, and which of them cannot be read today. */
  accounts(): { readonly accounts: readonly WorldAccount[]; readonly broken: readonly string[] };
}

/** The only way of this adapter into the world. */
export interface Client {
  world(): Promise<World>;
  /** Looks around without failing for what the person would have to repair. */
  open(call: ConnectionCall): Promise<Visit>;
  /** Goes in for data; throws whatever keeps it out. */
  enter(call: ConnectionCall): Promise<Visit>;
}

/** Opens the world at the first use, so that making an adapter loads nothing. */
export function createClient(settings: Settings): Client {
  let made: Promise<World> | undefined = settings.world && Promise.resolve(settings.world);
  const make = async (): Promise<World> => {
    const content = await fakerContent(settings.seed);
    return createWorld({
      seed: settings.seed,
      content,
      ...(settings.clock ? { clock: settings.clock } : {}),
    });
  };
  const world = (): Promise<World> => {
    // A failure is not kept: the peer may be installed in the meantime.
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };

  const look = async (call: ConnectionCall, kinds: readonly FaultKind[]): Promise<Visit> => {
    call.signal.throwIfAborted();
    const there = await world();
    const grant = readGrant(call.credentials, there);
    const id = there.loginId(grant.institution, grant.username);
    const fault = there.takeFault(id, kinds);
    if (fault) throw errorOf(fault);
    const asOf = there.dataAsOf(id);
    const login = there.login(grant.institution, grant.username, asOf);
    const consentEnds = there.consentEnds(grant.institution, grant.grantedAt);
    const expired = consentEnds !== null && consentEnds <= there.now();
    const barrier = expired ? 'consent_expired' : there.peekFault(id, REPORTED)?.kind;
    const accounts = (): ReturnType<Visit['accounts']> => {
      const shared = login.accounts.filter((account) => grant.accounts?.includes(account.id) ?? true);
      const broken = shared
        .filter((account) => there.takeFault(account.id, ['account_error']))
        .map(({ id }) => id);
      return { accounts: shared.filter((account) => !broken.includes(account.id)), broken };
    };
    return { world: there, grant, login, asOf, consentEnds, barrier, accounts };
  };

  return {
    world,
    open: (call) => look(call, BARRIERS),
    async enter(call) {
      const visit = await look(call, [...BARRIERS, ...REPORTED]);
      if (visit.barrier === 'consent_expired') throw needsConsent();
      return visit;
    },
  };
}
