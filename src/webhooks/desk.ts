import { StoreUnavailableError } from '../errors/catalog.ts';
import type { ConnectionOwner, DueConnection } from '../store/ledger.ts';
import type { RecordWrite } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { type Arrival, arrive } from './window.ts';
import { NOTICE_WINDOWS, windowIn, windowWrite } from './windows.ts';

/** Notices about one connection that are stored together. */
interface Bundle {
  readonly owner: ConnectionOwner;
  readonly arrivals: Waiting[];
  /** A sync was asked for already, since the last of them came. */
  wanted: boolean;
}

interface Waiting extends Arrival {
  readonly owner: ConnectionOwner;
  readonly resolve: (fresh: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

const MOST_WAITING = 10_000;
const LARGEST_BATCH = 500;
const MOST_ATTEMPTS = 100;

/**
 * Where verified notices wait to be stored. What comes while a write is on its way goes with the next one, so that a
 * flood costs few transactions.
 */
export class Desk {
  readonly #waiting: Waiting[] = [];
  #busy = false;

  /** Whether the notice was new. Resolves once its window is stored and a sync wanted, in that or an earlier write. */
  take(ports: Ports, owner: ConnectionOwner, arrival: Arrival): Promise<boolean> {
    if (this.#waiting.length >= MOST_WAITING)
      return Promise.reject(new StoreUnavailableError('Too many notices are waiting to be stored.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...arrival, owner, resolve, reject });
      if (!this.#busy) void this.#work(ports);
    });
  }

  async #work(ports: Ports): Promise<void> {
    this.#busy = true;
    // The others of this turn come along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH);
      try {
        await storeAll(ports, bundlesOf(batch));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }
}

function bundlesOf(batch: readonly Waiting[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const one of batch) {
    const bundle = bundles.get(one.owner.connectionId);
    if (bundle) bundle.arrivals.push(one);
    else bundles.set(one.owner.connectionId, { owner: one.owner, arrivals: [one], wanted: false });
  }
  return [...bundles.values()];
}

/** What one bundle leads to. */
interface Plan {
  readonly bundle: Bundle;
  /** Its window, fenced against erasure; nothing where no notice was new, or the connection is gone. */
  readonly writes: readonly RecordWrite[];
  readonly wish: DueConnection | undefined;
  readonly done: () => void;
}

async function storeAll(ports: Ports, bundles: readonly Bundle[]): Promise<void> {
  const fences = new Map<string, Promise<RecordWrite>>();
  for (const { owner } of bundles)
    if (!fences.has(owner.userId)) fences.set(owner.userId, fenceOf(ports, owner));
  const plans = bundles.map((bundle) => planOf(ports, bundle, fences.get(bundle.owner.userId)));
  if (await carryOut(ports, await Promise.all(plans))) return;
  // Another process has moved one of them on, or somebody was erased meanwhile.
  for (const bundle of bundles) await storeOne(ports, bundle);
}

async function storeOne(ports: Ports, bundle: Bundle): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++)
    if (await carryOut(ports, [await planOf(ports, bundle)])) return;
  throw new StoreUnavailableError('Too many others write the notices of one connection.');
}

async function fenceOf({ audit }: Ports, { userId }: ConnectionOwner): Promise<RecordWrite> {
  return (await audit.generation(userId)).fence;
}

async function planOf(
  ports: Ports,
  bundle: Bundle,
  fencing: Promise<RecordWrite> = fenceOf(ports, bundle.owner),
): Promise<Plan> {
  const { store, clock } = ports;
  const { owner, arrivals, wanted } = bundle;
  const { connectionId } = owner;
  // Whose connection is still there after this was read writes nothing once they are erased.
  const fence = await fencing;
  const row = await store.ledger.connection(owner, connectionId);
  const record = row && (await store.records.get(EVERY_USER, NOTICE_WINDOWS, connectionId));
  const arrived = row && arrive(windowIn(record), arrivals, clock.now());
  const isNew = arrived?.fresh.includes(true) ?? false;
  const { window, dueAt = null, wantAt = null, fresh = [] } = arrived ?? {};
  return {
    bundle,
    writes: isNew && window ? [windowWrite(owner, record?.version ?? 0, window, dueAt), fence] : [],
    wish: isNew && wantAt !== null && !wanted ? { connectionId, dueAt: wantAt } : undefined,
    done: () => arrivals.forEach(({ resolve }, n) => resolve(fresh[n] ?? false)),
  };
}

/** Asks for the syncs first: what is written down as seen has one coming, whatever happens in between. */
async function carryOut({ store }: Ports, plans: readonly Plan[]): Promise<boolean> {
  const wishes = plans.flatMap(({ wish }) => wish ?? []);
  if (wishes.length > 0) await store.ledger.wantAll(wishes);
  for (const { bundle, wish } of plans) bundle.wanted ||= wish !== undefined;
  // The fence of somebody with several connections once.
  const writes = new Set(plans.flatMap((plan) => plan.writes));
  if (writes.size > 0 && !(await store.records.write([...writes]))) return false;
  for (const { done } of plans) done();
  return true;
}
