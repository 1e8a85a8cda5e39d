import type {
  AnyAdapter,
  Batch,
  ConnectionCall,
  Credentials,
  LinkSession,
  Upsert,
} from 'bankweave/adapter-kit';
import { type FakerAdapter, type FakerOptions, faker } from 'bankweave/adapters/faker';
import { createWorld, type World } from 'bankweave/sandbox';
import { stoppedClock } from '../../sandbox/stopped-clock.ts';

export { stoppedClock };

export const session: LinkSession = {
  id: 'link-1',
  mode: 'connect',
  state: 'st4te',
  codeVerifier: 'verifier',
  codeChallenge: 'challenge',
};

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A call as the engine makes it. */
export function callFor(credentials: Credentials, world?: World): ConnectionCall {
  return {
    signal: new AbortController().signal,
    http: undefined as unknown as ConnectionCall['http'],
    clock: world?.clock ?? stoppedClock(),
    logger: silent,
    requestId: 'req-1',
    userId: 'ada',
    connectionId: 'con-1',
    credentials,
  };
}

/** Reads a feed to its end. */
export async function pull(
  adapter: AnyAdapter,
  call: ConnectionCall,
  checkpoint: string | null,
  disabledAccounts: readonly string[] = [],
): Promise<{ batches: Batch[]; checkpoint: string | undefined }> {
  const batches: Batch[] = [];
  const window = { from: '2000-01-01', to: '2100-01-01' } as const;
  for await (const batch of adapter.feed.pull({ checkpoint, window, disabledAccounts }, call))
    batches.push(batch);
  return { batches, checkpoint: batches.at(-1)?.checkpoint };
}

/** Applies batches to a set of rows by id, removals of an update after its upserts of other ids. */
export function apply(rows: Map<string, Upsert>, batches: readonly Batch[]): Map<string, Upsert> {
  for (const batch of batches) {
    for (const removal of batch.removals ?? []) rows.delete(removal.id.value);
    for (const upsert of batch.upserts ?? []) rows.set(upsert.ids[0]?.value ?? '', upsert);
  }
  return rows;
}

/** A world, an adapter over it and a linked connection. */
export async function linked(
  options: Omit<FakerOptions, 'world'> & { institution?: string; username?: string } = {},
): Promise<{
  world: World;
  adapter: FakerAdapter;
  call: ConnectionCall;
  clock: ReturnType<typeof stoppedClock>;
}> {
  const { institution = 'river-bank', username = 'ada', seed = 7, clock: _, ...rest } = options;
  const clock = stoppedClock();
  const world = createWorld({ seed, clock, epoch: '2026-04-01' });
  const adapter = faker({ ...rest, world });
  const started = await adapter.link.start({ session, input: { institution, username } }, callFor({}, world));
  const context = started.context ?? {};
  const { credentials } = await adapter.link.exchange(
    { session: { ...session, context }, params: undefined },
    callFor({}, world),
  );
  return { world, adapter, call: callFor(credentials, world), clock };
}
