import { expect, onTestFinished, test, vi } from 'vitest';
import { createBankweave, memoryStore, type Bankweave } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { all, jumpingClock, tempFile } from '../client/banks.ts';
import { plain, type PlainAdapter } from '../client/plain-adapter.ts';
import { FaultPoint, faultyStore, type Mode } from '../support/fault-point.ts';

vi.setConfig({ testTimeout: 120_000 });

const STORES = [
  { name: 'memory', open: (): Store => memoryStore() },
  { name: 'sqlite', open: (): Store => sqliteStore(tempFile(), { synchronous: 'off' as never }) },
];
const WAYS: readonly Mode[] = ['fail before', 'fail after', 'die before', 'die after'];

type Bank = Bankweave<readonly [PlainAdapter]>;

/** A provider whose codes work once: whatever is lost of what they brought is lost for good. */
function oneTime(): PlainAdapter & { spent: Map<string, number> } {
  const spent = new Map<string, number>();
  const { adapter } = plain({
    link: {
      async exchange({ params }) {
        const code = params?.code ?? '';
        spent.set(code, (spent.get(code) ?? 0) + 1);
        return { credentials: { token: `token-${code}` }, providerConnectionId: 'login' };
      },
    },
  });
  return Object.assign(adapter, { spent });
}

/** Links through the fault; a person whose link went wrong comes again, with a session of its own where they must. */
async function linked(
  open: () => Store,
  point: FaultPoint,
): Promise<{ bank: Bank; store: Store; spent: number }> {
  const store = open();
  await store.open({ clock: jumpingClock() });
  const adapter = oneTime();
  const clock = jumpingClock();
  const before: Bank = createBankweave({ adapters: [adapter], store: faultyStore(store, point), clock });
  const bank: Bank = createBankweave({ adapters: [adapter], store, clock });
  onTestFinished(() => bank.close());
  let id = await before
    .user('ada')
    .links.start('plain')
    .then((link) => link.id)
    .catch(() => '');
  if (id === '') id = (await bank.user('ada').links.start('plain')).id;
  const begun = await before
    .user('ada')
    .links.complete('plain', id, { code: 'first' })
    .catch(() => undefined);
  // Longer than an exchange that died is waited for.
  clock.jump(130_000);
  if (!begun) await bank.user('ada').links.complete('plain', id, { code: 'first' });
  return { bank, store, spent: adapter.spent.get('first') ?? 0 };
}

test.each(STORES)(
  'row 66: whatever call of a link fails or kills the process, there is one connection with its credentials, on $name',
  async ({ open }) => {
    const counting = new FaultPoint();
    await linked(open, counting);
    expect(counting.calls).toBeGreaterThan(10);
    for (let at = 1; at <= counting.calls; at++) {
      const mode = WAYS[at % WAYS.length] as Mode;
      const point = new FaultPoint(at, mode);
      const { bank, store, spent } = await linked(open, point);
      const where = `${mode} ${at}: ${point.where}`;
      const [connection, ...others] = await all(bank.user('ada').connections.list());
      expect(others, where).toEqual([]);
      expect((await bank.sync(connection?.id ?? '')).status, where).toBe('complete');
      const kept = await store.records.list(EVERY_USER, 'credentials', { limit: 10 });
      expect(
        kept.map(({ key }) => key),
        where,
      ).toEqual([connection?.id]);
      // A second exchange is only ever made where the answer of the first could not be stored.
      expect(spent, where).toBeLessThanOrEqual(2);
      expect(await store.records.list(EVERY_USER, 'link-secrets', { limit: 10 }), where).toHaveLength(
        (await store.records.list(EVERY_USER, 'link-sessions', { limit: 10 })).length - 1,
      );
    }
  },
);
