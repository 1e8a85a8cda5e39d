import { StoreUnavailableError } from '../errors/catalog.ts';
import type { ConnectionOwner } from '../store/ledger.ts';
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

async function storeAll(ports: Ports, bundles: readonly Bundle[]): Promise<void> {
  const steps = await Promise.all(bundles.map((bundle) => prepare(ports, bundle)));
  const writes = steps.flatMap(({ writes: own }) => own);
  if (writes.length === 0 || (await ports.store.records.write(writes))) for (const { done } of steps) done();
  // Another process has moved one of them on.
  else for (const bundle of bundles) await storeOne(ports, bundle);
}

async function storeOne(ports: Ports, bundle: Bundle): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { writes, done } = await prepare(ports, bundle);
    if (writes.length === 0 || (await ports.store.records.write(writes))) return done();
  }
  throw new StoreUnavailableError('Too many others write the notices of one connection.');
}

/** Asks for the sync first: what is written down as seen has one coming, whatever happens in between. */
async function prepare(
  { store, clock, audit }: Ports,
  bundle: Bundle,
): Promise<{ readonly writes: readonly RecordWrite[]; readonly done: () => void }> {
  const { owner, arrivals } = bundle;
  // Whose connection is still there after this was read writes nothing once they are erased.
  const { fence } = await audit.generation(owner.userId);
  const done = (): void => arrivals.forEach(({ resolve }, n) => resolve(fresh[n] ?? false));
  let fresh: readonly boolean[] = [];
  if (!(await store.ledger.connection(owner, owner.connectionId))) return { writes: [], done };
  const record = await store.records.get(EVERY_USER, NOTICE_WINDOWS, owner.connectionId);
  const arrived = arrive(windowIn(record), arrivals, clock.now());
  const { window, dueAt, wantAt } = arrived;
  fresh = arrived.fresh;
  if (!fresh.includes(true)) return { writes: [], done };
  if (wantAt !== null && !bundle.wanted) {
    await store.ledger.want(owner.connectionId, wantAt);
    bundle.wanted = true;
  }
  return { writes: [windowWrite(owner, record?.version ?? 0, window, dueAt), fence], done };
}
